import type { ImagePoint } from '../../image-set.js';
import type { ImageSource } from '../../image-source.js';
import { numberedNames } from '../numbered-names.js';
import { drawImage, drawMask, drawScan, drawTarget, spotsOf } from './draw-scan.js';
import type { LatticeKind } from './lattice-kinds.js';
import { isEnlarged, type LatticeTruth, latticeMasks, targetOf } from './lattice-truths.js';

type Range = readonly [lowest: number, highest: number];

/** Atomic columns in annular dark-field STEM. Of each range a value is drawn for every image. */
export interface LatticeSettings {
  readonly count: number;
  /** Side of the square scan, in pixels. */
  readonly size: number;
  readonly pixelSizeNm: number;
  readonly seed: number;
  /** Image `index` shows the kind of number `index` modulo their number. */
  readonly lattices: readonly LatticeKind[];
  /** What is known of the images: at most one mask and one target. */
  readonly truths: readonly LatticeTruth[];
  readonly grains: Range;
  /** Share of the columns that are missing, and of those that are of another element. */
  readonly vacancies: number;
  readonly substitutions: number;
  /** Atomic number of that element. */
  readonly substitute: number;
  /** Largest component of the strain of a grain. */
  readonly strain: number;
  /** Longest way of the sample while an image is scanned. */
  readonly driftNm: number;
  /** Full width of the probe at half of its maximum. */
  readonly probeNm: Range;
  /** Standard deviation of the displacement of lines. */
  readonly jitterNm: number;
  /** Height of the smooth background; a column of the heaviest atoms of the lattice is 1. */
  readonly background: Range;
  readonly backgroundScaleNm: number;
  /** Electrons that a pixel counts at intensity 1. */
  readonly dose: Range;
}

/**
 * float32 images of counted electrons over those at a column of the heaviest atoms, and whichever truths are asked for.
 * With a target of twice the size, image, mask and points have that size too: the image is enlarged to it.
 */
export function simulateLattices(settings: LatticeSettings): ImageSource {
  const { count, lattices, truths } = settings;
  const target = targetOf(truths);
  const side = isEnlarged(target) ? 2 * settings.size : settings.size;
  const pixel = (settings.size * settings.pixelSizeNm) / side;
  const mask = latticeMasks.find((kind) => truths.includes(kind));
  return {
    names: numberedNames('adf-stem-lattice', count),
    height: side,
    width: side,
    dtype: 'float32',
    pixelSize: { x: pixel, y: pixel, unit: 'nm' },
    origin: () => ({}),
    image: async (index) => ({ pixels: drawImage(settings, index, side !== settings.size) }),
    ...(mask && {
      masks: {
        classes: ['background', 'column'],
        mask: async (index) => drawMask(settings, index, mask, side),
      },
    }),
    ...(target && {
      targets: { dtype: 'float32', target: async (index) => drawTarget(settings, index, target) },
    }),
    ...(truths.includes('position') && { points: async (index) => pointsOf(settings, index, side) }),
    ...(lattices.length > 1 && { labels: { names: lattices, label: (index) => index % lattices.length } }),
  };
}

/** Places of the columns whose centres lie within the image. */
function pointsOf(settings: LatticeSettings, index: number, side: number): ImagePoint[] {
  const within = (place: number) => place >= -0.5 && place <= side - 0.5;
  return spotsOf(drawScan(settings, index), settings, side)
    .filter(({ x, y }) => within(x) && within(y))
    .map(({ x, y }) => [x, y]);
}
