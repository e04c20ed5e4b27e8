/** An element as elastic electron scattering sees it. */
export interface Scatterer {
  /** Gaussians of the scattering factor f(s) = Σ a·exp(−b·s²), s = q/2: a in Å, b in Å². */
  readonly gaussians: readonly (readonly [a: number, b: number])[];
  /** Debye–Waller factor B of thermal vibration, in Å²: amplitudes fall by exp(−B·s²). */
  readonly debyeWaller: number;
}

// Neutral atoms for s up to 6 Å⁻¹: Peng, Ren, Dudarev and Whelan, Acta Crystallographica A52, 257 (1996).

/** B at 293 K: Peng, Ren, Dudarev and Whelan, Acta Crystallographica A52, 456 (1996). */
export const gold: Scatterer = {
  gaussians: [
    [0.3055, 0.0596],
    [1.3945, 0.5827],
    [2.9617, 3.1035],
    [3.899, 11.9693],
    [2.0026, 47.9106],
  ],
  debyeWaller: 0.62,
};

/** Atoms of amorphous carbon have random places already. */
export const carbon: Scatterer = {
  gaussians: [
    [0.0489, 0.114],
    [0.2091, 1.0825],
    [0.7537, 5.4281],
    [1.142, 17.8811],
    [0.3555, 51.1341],
  ],
  debyeWaller: 0,
};

/** h²/(2πm·e) in V·nm², which makes a potential of a scattering factor. */
const potentialOfFactor = 0.4787801;

/**
 * Fourier transform of the potential of one atom, projected along the beam: h²/(2πm·e)·f(q)·exp(−B·q²/4), in V·nm³,
 * at spatial frequency `q` in 1/nm.
 */
export function projectedPotential({ gaussians, debyeWaller }: Scatterer, q: number): number {
  const sSquared = (q / 20) ** 2;
  let factor = 0;
  for (const [a, b] of gaussians) factor += a * Math.exp(-(b + debyeWaller) * sSquared);
  return (potentialOfFactor * factor) / 10;
}
