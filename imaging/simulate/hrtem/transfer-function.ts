import { wavelengthNm } from './electron.js';

/** The objective lens and the coherence of the beam. */
export interface Optics {
  readonly voltageKv: number;
  /** Underfocus is positive. */
  readonly defocusNm: number;
  readonly sphericalAberrationMm: number;
  /** Standard deviation of the focus. */
  readonly focalSpreadNm: number;
  /** Semi-angle of the illumination, where its Gaussian profile has fallen to 1/e. */
  readonly convergenceMrad: number;
  /** Semi-angle of the objective aperture; none where undefined. */
  readonly apertureMrad?: number | undefined;
}

/**
 * Phase shift of the lens at spatial frequency `q` in 1/nm: χ = πλq²(½·Cs·λ²q² − Δf), in rad (Kirkland, Advanced
 * Computing in Electron Microscopy, 2nd edition 2010, chapter 3). Weak phase objects are transferred with sin χ.
 */
export function lensPhase(optics: Optics, q: number): number {
  const wavelength = wavelengthNm(optics.voltageKv);
  const aberration = 1e6 * optics.sphericalAberrationMm;
  return Math.PI * wavelength * q ** 2 * (0.5 * aberration * wavelength ** 2 * q ** 2 - optics.defocusNm);
}

/**
 * What is left of the amplitude at `q` for want of coherence: exp(−½(πλΔq²)²) of a focal spread Δ, times
 * exp(−(πα/λ)²(Cs·λ³q³ − Δf·λq)²) of a semi-angle α (Frank, Optik 38, 519, 1973); 0 beyond the aperture.
 */
export function envelope(optics: Optics, q: number): number {
  const { defocusNm, focalSpreadNm, convergenceMrad, apertureMrad } = optics;
  const wavelength = wavelengthNm(optics.voltageKv);
  if (apertureMrad !== undefined && q * wavelength > apertureMrad / 1000) return 0;
  const aberration = 1e6 * optics.sphericalAberrationMm;
  const temporal = Math.PI * wavelength * focalSpreadNm * q ** 2;
  const slope = aberration * wavelength ** 3 * q ** 3 - defocusNm * wavelength * q;
  const spatial = ((Math.PI * convergenceMrad) / 1000 / wavelength) * slope;
  return Math.exp(-0.5 * temporal ** 2 - spatial ** 2);
}
