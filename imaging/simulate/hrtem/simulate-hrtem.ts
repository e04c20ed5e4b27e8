import { randomAt } from '../../../random/random.js';
import { gaussianBlur } from '../../augment/gaussian-blur.js';
import type { ImageSource } from '../../image-source.js';
import { numberedNames } from '../numbered-names.js';
import { poisson } from '../poisson.js';
import { AtomGrid } from './atom-grid.js';
import { addCarbonFilm } from './carbon-film.js';
import type { ParticleShape, ZoneAxis } from './gold-particle.js';
import { drawParticles, type PlacedParticle } from './place-particles.js';
import { carbon, gold } from './scattering-factor.js';
import { thicknessAt } from './solid.js';
import type { Optics } from './transfer-function.js';
import { phaseShift, waveImage } from './wave-image.js';

type Range = readonly [lowest: number, highest: number];

/** Gold nanocrystals on amorphous carbon. Of each range a value is drawn for every image, or for every particle. */
export interface HrtemSettings extends Omit<Optics, 'defocusNm'> {
  readonly count: number;
  /** Side of the square images in pixels: a power of two. */
  readonly size: number;
  readonly pixelSizeNm: number;
  readonly seed: number;
  readonly particles: Range;
  /** Of the ball of equal volume. */
  readonly diameterNm: Range;
  readonly shape: ParticleShape | 'mixed';
  readonly orientation: ZoneAxis | 'random' | 'mixed';
  /** Thickness of the film. */
  readonly carbonNm: number;
  /** Underfocus is positive. */
  readonly defocusNm: Range;
  /** Electrons per Å². */
  readonly dose: Range;
  /** Standard deviation of the detector's point spread, in pixels. */
  readonly detectorBlur: number;
}

/**
 * float32 images of counted electrons over those without a sample, so that the beam is 1. The field is periodic: what
 * leaves it on one side comes back on the other, in images and masks alike. Masks show the pixels whose centres the
 * body of a particle covers.
 */
export function simulateHrtem(settings: HrtemSettings): ImageSource {
  const { count, size, pixelSizeNm } = settings;
  return {
    names: numberedNames('hrtem-nanoparticles', count),
    height: size,
    width: size,
    dtype: 'float32',
    pixelSize: { x: pixelSizeNm, y: pixelSizeNm, unit: 'nm' },
    origin: () => ({}),
    image: async (index) => ({ pixels: drawImage(settings, index) }),
    masks: {
      classes: ['background', 'foreground'],
      mask: async (index) => drawMask(settings, index),
    },
  };
}

/** Each part has a stream of its own, so that one setting does not change what the others draw. */
function streamOf(
  { seed }: HrtemSettings,
  part: 'particles' | 'carbon' | 'microscope' | 'counts',
  index: number,
) {
  return randomAt({ stream: `hrtem-nanoparticles/${part}`, seed, step: index });
}

const particlesOf = (settings: HrtemSettings, index: number) =>
  drawParticles(settings, streamOf(settings, 'particles', index));

function drawImage(settings: HrtemSettings, index: number): Float32Array {
  const { size, pixelSizeNm, voltageKv, detectorBlur } = settings;
  const microscope = streamOf(settings, 'microscope', index);
  const defocusNm = microscope.between(...settings.defocusNm);
  const electrons = microscope.between(...settings.dose) * (10 * pixelSizeNm) ** 2;
  const atoms = [
    { element: gold, counts: goldAtoms(settings, index) },
    { element: carbon, counts: carbonAtoms(settings, index) },
  ];
  const phase = phaseShift(atoms, size, pixelSizeNm, voltageKv);
  const image = waveImage(phase, size, pixelSizeNm, { ...settings, defocusNm });
  if (detectorBlur > 0) gaussianBlur(image, size, size, detectorBlur);
  const counts = streamOf(settings, 'counts', index);
  for (let i = 0; i < image.length; i++) image[i] = poisson(electrons * image[i]!, counts) / electrons;
  return image;
}

function goldAtoms(settings: HrtemSettings, index: number): Float64Array {
  const grid = new AtomGrid(settings.size);
  for (const { x, y, crystal } of particlesOf(settings, index)) {
    crystal.forEachAtom((place) => {
      grid.add(x + place[0] / settings.pixelSizeNm, y + place[1] / settings.pixelSizeNm);
    });
  }
  return grid.counts;
}

function carbonAtoms(settings: HrtemSettings, index: number): Float64Array {
  const { size, pixelSizeNm, carbonNm } = settings;
  const grid = new AtomGrid(size);
  addCarbonFilm(grid, size, pixelSizeNm, carbonNm, streamOf(settings, 'carbon', index));
  return grid.counts;
}

function drawMask(settings: HrtemSettings, index: number): Uint8Array {
  const mask = new Uint8Array(settings.size ** 2);
  for (const particle of particlesOf(settings, index)) paint(mask, settings, particle);
  return mask;
}

function paint(
  mask: Uint8Array,
  { size, pixelSizeNm }: HrtemSettings,
  { x: centreX, y: centreY, crystal }: PlacedParticle,
): void {
  const reach = crystal.reach / pixelSizeNm;
  const wrap = size - 1;
  for (let y = Math.ceil(centreY - reach); y <= centreY + reach; y++) {
    for (let x = Math.ceil(centreX - reach); x <= centreX + reach; x++) {
      const nm = [(x - centreX) * pixelSizeNm, (y - centreY) * pixelSizeNm] as const;
      if (crystal.parts.some((part) => thicknessAt(part, ...nm) > 0)) {
        mask[(y & wrap) * size + (x & wrap)] = 1;
      }
    }
  }
}
