import { type Random, randomAt } from '../../random/random.js';
import type { ImageSource } from '../image-source.js';
import { numberedNames } from './numbered-names.js';
import { drawParticle, type Particle, thicknessAt } from './particle.js';
import { poisson } from './poisson.js';
import { speckle } from './speckle.js';

/**
 * Nanoparticles on an amorphous support film, as a camera counts them. The beam is 1 where there is nothing; the
 * support changes it by `grain` at random, a particle raises or lowers it by up to `signal`; then each pixel counts
 * electrons.
 */
export interface NanoparticleSettings {
  readonly count: number;
  /** Side of the square images, in pixels. */
  readonly size: number;
  readonly seed: number;
  /** How many particles an image has, from [fewest, most]. */
  readonly particles: readonly [number, number];
  /** In pixels, from [smallest, largest]. */
  readonly radius: readonly [number, number];
  readonly shape: 'round' | 'faceted' | 'mixed';
  /** Bright particles as in dark-field and STEM images, dark ones as in bright-field TEM. */
  readonly contrast: 'bright' | 'dark';
  /** Largest change of the beam by a particle, as a fraction of the beam. */
  readonly signal: number;
  /** Standard deviation of the support's speckle, as a fraction of the beam, and its correlation length in pixels. */
  readonly grain: { readonly amplitude: number; readonly length: number };
  /** Electrons per pixel without a sample: the shot noise has a standard deviation of 1/√dose of the beam. */
  readonly dose: number;
}

/** The grey value of the undisturbed beam in the 8-bit images; bright particles have as much room above it. */
const beamGrey = 110;

/**
 * Image `index` depends on nothing but the settings (less `count`) and `index`. Its mask is exact: the pixels whose
 * centres lie inside a particle.
 */
export function simulateNanoparticles(settings: NanoparticleSettings): ImageSource {
  const { count, size } = settings;
  return {
    names: numberedNames('nanoparticles', count),
    height: size,
    width: size,
    dtype: 'uint8',
    origin: () => ({}),
    image: async (index) => ({ pixels: drawImage(settings, index) }),
    masks: {
      classes: ['background', 'foreground'],
      mask: async (index) =>
        Uint8Array.from(drawThickness(settings, index), (thickness) => Number(thickness > 0)),
    },
  };
}

/** Particles, support and counts have streams of their own, so that one setting does not change what the others draw. */
function streamOf(
  settings: NanoparticleSettings,
  part: 'particles' | 'support' | 'counts',
  index: number,
): Random {
  return randomAt({ stream: `nanoparticles/${part}`, seed: settings.seed, step: index });
}

function drawImage(settings: NanoparticleSettings, index: number): Uint8Array {
  const { signal, grain, contrast, dose, size } = settings;
  const thickness = drawThickness(settings, index);
  const support = speckle(size, grain.length, streamOf(settings, 'support', index));
  const counts = streamOf(settings, 'counts', index);
  const change = contrast === 'bright' ? signal : -signal;
  const image = new Uint8Array(size * size);
  for (let i = 0; i < image.length; i++) {
    const beam = Math.max(0, 1 + grain.amplitude * support[i]! + change * thickness[i]!);
    image[i] = Math.min(255, Math.round((beamGrey * poisson(dose * beam, counts)) / dose));
  }
  return image;
}

/** How much of `signal` each pixel shows; where particles overlap, the stronger one counts. */
function drawThickness(settings: NanoparticleSettings, index: number): Float32Array {
  const { size, particles, radius, shape } = settings;
  const random = streamOf(settings, 'particles', index);
  const map = new Float32Array(size * size);
  const count = particles[0] + random.integer(particles[1] - particles[0] + 1);
  for (let drawn = 0; drawn < count; drawn++) {
    const faceted = shape === 'mixed' ? random.uniform() < 0.5 : shape === 'faceted';
    paint(map, size, drawParticle(size, radius, faceted, random));
  }
  return map;
}

function paint(map: Float32Array, size: number, particle: Particle): void {
  const { x: centreX, y: centreY, radius, strength } = particle;
  const bottom = Math.min(size, Math.ceil(centreY + radius));
  const right = Math.min(size, Math.ceil(centreX + radius));
  for (let y = Math.max(0, Math.floor(centreY - radius)); y < bottom; y++) {
    for (let x = Math.max(0, Math.floor(centreX - radius)); x < right; x++) {
      const thickness = strength * thicknessAt(particle, x + 0.5, y + 0.5);
      const at = y * size + x;
      if (thickness > map[at]!) map[at] = thickness;
    }
  }
}
