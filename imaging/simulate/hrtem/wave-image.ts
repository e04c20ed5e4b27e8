import {
  type ComplexGrid,
  complexGrid,
  fourierTransform,
  frequencies,
  inverseFourierTransform,
} from '../fourier.js';
import { spreading } from './atom-grid.js';
import { interactionConstant } from './electron.js';
import { projectedPotential, type Scatterer } from './scattering-factor.js';
import { envelope, lensPhase, type Optics } from './transfer-function.js';

/** Atoms of one element, as `AtomGrid` counts them. */
export interface Atoms {
  readonly element: Scatterer;
  readonly counts: Float64Array;
}

/**
 * Beyond two thirds of the highest frequency, products of waves would come back as lower ones (Kirkland, Advanced
 * Computing in Electron Microscopy, 2nd edition 2010, chapter 6).
 */
const bandLimit = 2 / 3;

/**
 * Absorption as a share of the phase shift: electrons that are scattered inelastically or beyond the aperture
 * (Hirsch et al., Electron Microscopy of Thin Crystals, 1965: about 0.1 for heavy elements).
 */
const absorption = 0.1;

/**
 * Phase shift by atoms, σ·V in rad, on a periodic [side × side] grid. The projected potential is exact up to the band
 * limit: the transform of the counts times that of one atom's potential.
 */
export function phaseShift(
  atoms: readonly Atoms[],
  side: number,
  pixelSizeNm: number,
  voltageKv: number,
): Float64Array {
  const sum = complexGrid(side);
  const perPixel = interactionConstant(voltageKv) / pixelSizeNm ** 2;
  const correction = frequencies(side).map((frequency) => 1 / spreading(frequency));
  for (const { element, counts } of atoms) {
    const grid = complexGrid(side, counts.slice());
    fourierTransform(grid);
    forEachFrequency(side, pixelSizeNm, (at, q, row, column) => {
      const factor = perPixel * projectedPotential(element, q) * correction[row]! * correction[column]!;
      sum.real[at]! += factor * grid.real[at]!;
      sum.imaginary[at]! += factor * grid.imaginary[at]!;
    });
  }
  inverseFourierTransform(sum);
  return sum.real;
}

/**
 * Intensity in the image plane, 1 without a sample: the object changes the beam to exp(iσV − 0.1·σV), the lens
 * multiplies its transform by exp(−iχ) and the envelopes (quasi-coherent approximation).
 */
export function waveImage(
  phase: Float64Array,
  side: number,
  pixelSizeNm: number,
  optics: Optics,
): Float32Array {
  const wave = complexGrid(side);
  for (let i = 0; i < phase.length; i++) {
    const amplitude = Math.exp(-absorption * phase[i]!);
    wave.real[i] = amplitude * Math.cos(phase[i]!);
    wave.imaginary[i] = amplitude * Math.sin(phase[i]!);
  }
  fourierTransform(wave);
  const seen = complexGrid(side);
  forEachFrequency(side, pixelSizeNm, (at, q) => transfer(wave, seen, at, optics, q));
  inverseFourierTransform(seen);
  return Float32Array.from(phase, (_, i) => seen.real[i]! ** 2 + seen.imaginary[i]! ** 2);
}

function transfer(from: ComplexGrid, to: ComplexGrid, at: number, optics: Optics, q: number): void {
  const amplitude = envelope(optics, q);
  const phase = lensPhase(optics, q);
  const cos = amplitude * Math.cos(phase);
  const sin = amplitude * Math.sin(phase);
  to.real[at] = from.real[at]! * cos + from.imaginary[at]! * sin;
  to.imaginary[at] = from.imaginary[at]! * cos - from.real[at]! * sin;
}

/** Calls `visit` for each frequency within the band limit, with `q` in 1/nm. */
function forEachFrequency(
  side: number,
  pixelSizeNm: number,
  visit: (at: number, q: number, row: number, column: number) => void,
): void {
  const along = frequencies(side);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const frequency = Math.sqrt(along[row]! ** 2 + along[column]! ** 2);
      if (frequency > bandLimit / 2) continue;
      visit(row * side + column, frequency / pixelSizeNm, row, column);
    }
  }
}
