/** Rest energy of the electron, in keV. */
const restEnergyKev = 510.99895;
/** Planck's constant times the speed of light, in keV·nm. */
const hcKevNm = 1.239841984;

/** Wavelength in nm of electrons accelerated by `kv` kV: hc/√(E(E + 2mc²)), such as 0.00197 at 300 kV. */
export function wavelengthNm(kv: number): number {
  return hcKevNm / Math.sqrt(kv * (kv + 2 * restEnergyKev));
}

/**
 * By how much, in rad, a projected potential of 1 V·nm shifts the phase: 2π/(λE)·(mc² + E)/(2mc² + E), such as 0.00653
 * at 300 kV (Kirkland, Advanced Computing in Electron Microscopy, 2nd edition 2010, chapter 5).
 */
export function interactionConstant(kv: number): number {
  const volts = 1000 * kv;
  return ((2 * Math.PI) / (wavelengthNm(kv) * volts)) * ((restEnergyKev + kv) / (2 * restEnergyKev + kv));
}
