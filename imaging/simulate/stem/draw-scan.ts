import { type Random, randomAt } from '../../../random/random.js';
import { enlargeImage } from '../../datasets/enlarge.js';
import { poisson } from '../poisson.js';
import { smoothField } from '../smooth-field.js';
import { type Column, drawColumns } from './grains.js';
import { type Lattice, lattices } from './lattice-kinds.js';
import { isEnlarged, type LatticeMask, type LatticeTarget } from './lattice-truths.js';
import { renderDiscs, renderSpots, type Spot, truncateSigmas } from './render-columns.js';
import type { LatticeSettings } from './simulate-lattices.js';

/** What is scanned in one image, and with what; lengths in nm. */
export interface Scan {
  readonly lattice: Lattice;
  readonly columns: readonly Column[];
  /** Standard deviation of the probe. */
  readonly probe: number;
  readonly background: number;
  readonly dose: number;
}

/** Exponent of the atomic number that the intensity of a column goes with (Krivanek et al., Nature 464, 571, 2010: 1.64). */
const zExponent = 1.7;
/** Full width at half maximum of a Gaussian over its standard deviation. */
const widthOfSigma = Math.sqrt(8 * Math.log(2));
/** How much narrower the probe of the superresolution target is. */
const sharper = 0.5;

/** Radius of the discs, and standard deviation of the Gaussian mask, as parts of the distance of neighbours. */
const discRadius = { circularMask: 0.4, smallcircularMask: 0.2 } as const;
const gaussianMaskSigma = 0.2;

/** Each part has a stream of its own, so that one setting does not change what the others draw. */
function streamOf(
  { seed }: LatticeSettings,
  part: 'columns' | 'drift' | 'microscope' | 'background' | 'jitter' | 'counts',
  index: number,
): Random {
  return randomAt({ stream: `adf-stem-lattice/${part}`, seed, step: index });
}

export function drawScan(settings: LatticeSettings, index: number): Scan {
  const { lattices: kinds, size, pixelSizeNm, probeNm, background, dose, driftNm } = settings;
  const lattice = lattices[kinds[index % kinds.length]!];
  const microscope = streamOf(settings, 'microscope', index);
  const probe = microscope.between(...probeNm) / widthOfSigma;
  const height = microscope.between(...background);
  const electrons = microscope.between(...dose);

  const field = size * pixelSizeNm;
  const margin = truncateSigmas * probe + driftNm;
  const still = drawColumns(lattice, { ...settings, field, margin }, streamOf(settings, 'columns', index));
  const drift = streamOf(settings, 'drift', index);
  const [length, angle] = [drift.between(0, driftNm), drift.between(0, 2 * Math.PI)];
  // The scan reaches a line the later the lower it is; until then the sample has gone on.
  const columns = still.map(({ x, y, atomicNumber }) => {
    const gone = (length * y) / field;
    return { x: x + gone * Math.cos(angle), y: y + gone * Math.sin(angle), atomicNumber };
  });
  return { lattice, columns, probe, background: height, dose: electrons };
}

/** Spots of the columns in an image of `side` pixels; as high as they are bright, the heaviest host atoms being 1. */
export function spotsOf(
  { columns, lattice }: Scan,
  { size, pixelSizeNm }: LatticeSettings,
  side: number,
): Spot[] {
  const pixel = (pixelSizeNm * size) / side;
  const heaviest = Math.max(...lattice.columns.map(([, , atomicNumber]) => atomicNumber));
  return columns.map(({ x, y, atomicNumber }) => ({
    x: x / pixel - 0.5,
    y: y / pixel - 0.5,
    height: (atomicNumber / heaviest) ** zExponent,
  }));
}

/** The image as it is scanned: with background, displaced lines and counted electrons. */
export function drawImage(settings: LatticeSettings, index: number, enlarged: boolean): Float32Array {
  const { size, pixelSizeNm, jitterNm } = settings;
  const scan = drawScan(settings, index);
  const jitter = streamOf(settings, 'jitter', index);
  const shifts = Float64Array.from({ length: size }, () => (jitterNm / pixelSizeNm) * jitter.normal());
  const image = renderSpots(spotsOf(scan, settings, size), size, scan.probe / pixelSizeNm, shifts);
  addBackground(image, size, scan, settings, index);
  const counts = streamOf(settings, 'counts', index);
  for (let i = 0; i < image.length; i++) image[i] = poisson(scan.dose * image[i]!, counts) / scan.dose;
  return enlarged ? enlargeImage(image, { height: size, width: size }, 2) : image;
}

export function drawTarget(settings: LatticeSettings, index: number, target: LatticeTarget): Float32Array {
  const scan = drawScan(settings, index);
  const side = isEnlarged(target) ? 2 * settings.size : settings.size;
  const perNm = side / (settings.size * settings.pixelSizeNm);
  const spots = spotsOf(scan, settings, side);
  switch (target) {
    case 'gaussianMask': {
      const marks = spots.map((spot) => ({ ...spot, height: 1 }));
      return renderSpots(marks, side, gaussianMaskSigma * scan.lattice.neighbour * perNm);
    }
    case 'noNoiseNoBackgroundSuperresolution':
      return renderSpots(spots, side, sharper * scan.probe * perNm);
    case 'noBackgroundnoNoise':
    case 'noNoiseNoBackgroundUpinterpolation2x':
      return renderSpots(spots, side, scan.probe * perNm);
    case 'noNoise':
    case 'noNoiseUpinterpolation2x': {
      const image = renderSpots(spots, side, scan.probe * perNm);
      addBackground(image, side, scan, settings, index);
      return image;
    }
  }
}

export function drawMask(
  settings: LatticeSettings,
  index: number,
  mask: LatticeMask,
  side: number,
): Uint8Array {
  const scan = drawScan(settings, index);
  const perNm = side / (settings.size * settings.pixelSizeNm);
  return renderDiscs(spotsOf(scan, settings, side), side, discRadius[mask] * scan.lattice.neighbour * perNm);
}

function addBackground(
  image: Float32Array,
  side: number,
  { background }: Scan,
  settings: LatticeSettings,
  index: number,
): void {
  const { size, pixelSizeNm, backgroundScaleNm } = settings;
  const scale = (backgroundScaleNm / pixelSizeNm) * (side / size);
  const field = smoothField(side, side, scale, streamOf(settings, 'background', index));
  for (let i = 0; i < image.length; i++) image[i]! += background * field[i]!;
}
