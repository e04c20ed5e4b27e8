import { setImmediate } from 'node:timers/promises';
import { drawExample } from '../../imaging/augment/draw-example.js';
import type { ExampleTarget } from '../../imaging/augment/example-target.js';
import type { AugmentationPolicy } from '../../imaging/augment/policy.js';
import { evenlyChosen } from '../../imaging/evenly-chosen.js';
import { encodePng } from '../../imaging/formats/png.js';
import type { ImageSet } from '../../imaging/image-set.js';
import { percentileRange, pictureGrid } from '../../imaging/picture-grid.js';
import { randomAt } from '../../random/random.js';
import { NodeError } from '../node-error.js';

export interface DrawsRequest {
  readonly set: ImageSet;
  readonly policy: AugmentationPolicy;
  /** Images shown; all of them where there are fewer. */
  readonly count: number;
  readonly seed: number;
  readonly crop?: number | undefined;
  readonly signal: AbortSignal;
}

/** Width of the Gaussian that stands for a point, in pixels. */
const pointSigma = 2;

/**
 * A picture with a column for each of a few images, spread evenly over the set: the image as it is, what the policy
 * makes of it, and what becomes of its truth, where the set has masks, target images or points. Where there is a
 * `crop`, the place is the same in all rows, as far as turned and zoomed ones can be. A column is as bright as its
 * original is.
 */
export async function drawsPicture({ set, policy, count, seed, crop, signal }: DrawsRequest) {
  if (crop !== undefined && crop > Math.min(set.height, set.width)) {
    throw new NodeError(
      'bad-input',
      `show.crop is ${crop} px, but the images have ${set.width} × ${set.height} px`,
      `at most ${Math.min(set.height, set.width)}`,
    );
  }
  const height = crop ?? set.height;
  const width = crop ?? set.width;
  const indices = evenlyChosen(set.count, count);
  const truth = shownTruth(set);
  const rows = ['original', 'draw', ...(truth ? [truth.name] : [])];
  const grid = rows.map((): Float32Array[] => []);

  for (const index of indices) {
    signal.throwIfAborted();
    const draw = (varied: AugmentationPolicy) => {
      const input = new Float32Array(height * width);
      const output = new Float32Array(height * width);
      const random = (part: string) => randomAt({ stream: `augment/show/${part}`, seed, step: index });
      const target = truth?.target ?? { kind: 'input' };
      drawExample({ set, index, crop, policy: varied, random, target, input, output });
      return { input, output };
    };
    const original = draw({}).input;
    const varied = draw(policy);
    const range = percentileRange(original, 0.002);
    grid[0]!.push(between(original, range));
    grid[1]!.push(between(varied.input, range));
    if (truth) grid[2]!.push(between(varied.output, truth.range ?? range));
    await setImmediate();
  }
  const lines = grid.map((images) => ({ images, range: { black: 0, white: 1 } }));
  return {
    png: await encodePng(pictureGrid(lines, height, width)),
    columns: indices.map((index) => set.name(index)),
    rows,
  };
}

interface Shades {
  readonly black: number;
  readonly white: number;
}

interface ShownTruth {
  readonly name: string;
  readonly target: ExampleTarget;
  /** That of the original where not given. */
  readonly range?: Shades;
}

function shownTruth({ truths }: ImageSet): ShownTruth | undefined {
  if (truths.classes) {
    const range = { black: 0, white: Math.max(1, truths.classes.length - 1) };
    return { name: 'mask', target: { kind: 'classes' }, range };
  }
  if (truths.images) return { name: 'target', target: { kind: 'image' } };
  const range = { black: 0, white: 1 };
  if (truths.points) return { name: 'points', target: { kind: 'points', sigma: pointSigma }, range };
  return undefined;
}

/** Shades between 0, black, and 1, white. */
function between(image: Float32Array, { black, white }: Shades): Float32Array {
  return image.map((value) => (value - black) / (white - black || 1));
}
