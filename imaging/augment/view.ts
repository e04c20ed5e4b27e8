import type { Random } from '../../random/random.js';
import type { ImagePoint } from '../image-set.js';
import { mirrored } from '../mirrored.js';
import type { AugmentationPolicy } from './policy.js';

/** One side of the source. */
interface Side {
  /** In samples. */
  readonly length: number;
  /** From one sample to the next in the flat array. */
  readonly stride: number;
  readonly reversed: boolean;
}

/** Where the samples along one side of the output lie in the source, as flat offsets into it. */
interface Line {
  readonly side: Side;
  readonly zoom: number;
  /** Where the output begins on the zoomed side, in samples. */
  readonly start: number;
  /** The two source samples that enclose an output sample, and the weight of the second. */
  readonly before: Int32Array;
  readonly after: Int32Array;
  readonly weight: Float32Array;
  readonly nearest: Int32Array;
}

/**
 * A mirrored, turned, zoomed and cropped view of a source image. All of these keep rows and columns apart, so a
 * view is a line of source offsets down and one across, and image and mask are read through the same one.
 */
export interface View {
  readonly height: number;
  readonly width: number;
  readonly down: Line;
  readonly across: Line;
  /** Whether rows of the output come from columns of the source. */
  readonly transposed: boolean;
  /** Without zoom, output samples are source samples. */
  readonly exact: boolean;
}

/**
 * Draws mirroring, quarter turn, zoom and the window's place, in this order. Where the window is larger than the
 * zoomed image, the image goes on as its mirror image. A whole image that is not square is turned by 0 or 180
 * degrees only, so that its shape stays.
 */
export function drawView(
  source: { readonly height: number; readonly width: number },
  crop: number | undefined,
  policy: AugmentationPolicy | undefined,
  random: Random,
): View {
  const height = crop ?? source.height;
  const width = crop ?? source.width;
  const mirrorRows = policy?.flip === true && random.uniform() < 0.5;
  const mirrorColumns = policy?.flip === true && random.uniform() < 0.5;
  const quarterTurns =
    policy?.rotate90 !== true ? 0 : height === width ? random.integer(4) : 2 * random.integer(2);
  const zoom = policy?.scale ? random.between(...policy.scale) : 1;

  // One turn anticlockwise makes row y of the column w-1-y, and column x of the row x; two reverse rows and columns.
  const transposed = quarterTurns % 2 === 1;
  const reverseRows = mirrorRows !== quarterTurns >= 2;
  const reverseColumns = mirrorColumns !== (quarterTurns === 1 || quarterTurns === 2);
  const rows = { length: source.height, stride: source.width, reversed: reverseRows };
  const columns = { length: source.width, stride: 1, reversed: reverseColumns };
  return {
    height,
    width,
    down: drawLine(transposed ? columns : rows, height, zoom, random),
    across: drawLine(transposed ? rows : columns, width, zoom, random),
    transposed,
    exact: zoom === 1,
  };
}

function drawLine(side: Side, length: number, zoom: number, random: Random): Line {
  const room = Math.round(side.length * zoom) - length;
  // Room below zero: the smaller image lies somewhere inside the window.
  const start = Math.sign(room) * random.integer(Math.abs(room) + 1);
  const line: Line = {
    side,
    zoom,
    start,
    before: new Int32Array(length),
    after: new Int32Array(length),
    weight: new Float32Array(length),
    nearest: new Int32Array(length),
  };
  const offset = (sample: number) => {
    const inside = mirrored(sample, side.length);
    return (side.reversed ? side.length - 1 - inside : inside) * side.stride;
  };
  for (let i = 0; i < length; i++) {
    // Pixel centres, not corners, are scaled: sample i covers [i, i + 1).
    const position = (start + i + 0.5) / zoom - 0.5;
    const floor = Math.floor(position);
    line.before[i] = offset(floor);
    line.after[i] = offset(floor + 1);
    line.weight[i] = position - floor;
    line.nearest[i] = offset(Math.round(position));
  }
  return line;
}

/** Writes what the view shows of `source`: bilinear between source samples. */
export function sampleBilinear(view: View, source: Float32Array, into: Float32Array): void {
  if (view.exact) {
    sampleNearest(view, source, into);
    return;
  }
  const { height, width, down, across } = view;
  for (let y = 0, at = 0; y < height; y++) {
    const above = down.before[y]!;
    const below = down.after[y]!;
    const weightBelow = down.weight[y]!;
    for (let x = 0; x < width; x++, at++) {
      const left = across.before[x]!;
      const right = across.after[x]!;
      const weightRight = across.weight[x]!;
      const top = source[above + left]! * (1 - weightRight) + source[above + right]! * weightRight;
      const bottom = source[below + left]! * (1 - weightRight) + source[below + right]! * weightRight;
      into[at] = top * (1 - weightBelow) + bottom * weightBelow;
    }
  }
}

/** Writes what the view shows of `source`: the nearest source sample. */
export function sampleNearest(view: View, source: Float32Array, into: Float32Array): void {
  const { height, width, down, across } = view;
  for (let y = 0, at = 0; y < height; y++) {
    const row = down.nearest[y]!;
    for (let x = 0; x < width; x++, at++) into[at] = source[row + across.nearest[x]!]!;
  }
}

/**
 * Where the view shows these points of the source, and their mirror images where it goes on beyond it; points up to
 * `reach` samples outside the view are there, too.
 */
export function* pointsInView(
  { down, across, transposed }: View,
  points: readonly ImagePoint[],
  reach: number,
): Generator<ImagePoint> {
  for (const [x, y] of points) {
    for (const row of placesOn(down, transposed ? x : y, reach)) {
      for (const column of placesOn(across, transposed ? y : x, reach)) yield [column, row];
    }
  }
}

/** Undoes what `drawLine` does to a position on the source's side. */
function* placesOn({ side, zoom, start, before }: Line, position: number, reach: number): Generator<number> {
  const inside = side.reversed ? side.length - 1 - position : position;
  const period = 2 * side.length * zoom;
  for (const image of [inside, -1 - inside]) {
    const first = (image + 0.5) * zoom - 0.5 - start;
    let place = first + Math.ceil((-reach - first) / period) * period;
    for (; place <= before.length - 1 + reach; place += period) yield place;
  }
}
