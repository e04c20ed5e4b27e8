import type { Size } from '../datasets/reduce.js';
import type { Region } from '../datasets/region.js';
import { mirrored } from '../mirrored.js';
import { type DisplacementField, elasticField } from './elastic-field.js';
import { drawPart, type PartRandom } from './part-random.js';
import { drawPlacement, type Placement } from './placement.js';
import type { GeometricParts } from './policy.js';
import { scratch } from './scratch.js';

/**
 * A mirrored, turned, zoomed, bent and cropped view of a source image: for each of its pixels the place in the source.
 * Everything geometric is in there, so an image is resampled once, and its target through the same places. Where it
 * goes beyond the source, that goes on as its mirror image. Valid until the next view is drawn.
 */
export interface View extends Size {
  readonly source: Size;
  readonly placement: Placement;
  readonly bend: DisplacementField | undefined;
  /** Whether its pixels are pixels of the source. */
  readonly exact: boolean;
  /** What it touches of the source: all that has to be read. */
  readonly region: Region;
  readonly x: Positions;
  readonly y: Positions;
}

/** One coordinate of the view's pixels, row by row. */
interface Positions {
  readonly values: Float32Array;
  readonly lowest: number;
  readonly highest: number;
  /** Where the sample `first` + i of the endless line of mirror images lies in the region, as a flat offset. */
  readonly offsets: Int32Array;
  readonly first: number;
}

/** Draws a view of `crop` pixels squared; of the whole image where undefined. */
export function drawView(
  source: Size,
  crop: number | undefined,
  policy: GeometricParts,
  random: PartRandom,
): View {
  const window = { height: crop ?? source.height, width: crop ?? source.width };
  const placement = drawPlacement(source, window, policy, random);
  const bend = drawBend(window, policy.elastic, random);
  const exact = placement.exact && bend === undefined;
  const size = window.height * window.width;
  const x = scratch('columns', size).subarray(0, size);
  const y = scratch('rows', size).subarray(0, size);
  bend?.fill(x, y);
  placePixels(window, placement, bend !== undefined, x, y);

  const columns = spanOf(x, source.width, exact);
  const rows = spanOf(y, source.height, exact);
  const region = { x: columns.start, y: rows.start, width: columns.length, height: rows.length };
  return {
    ...window,
    source,
    placement,
    bend,
    exact,
    region,
    x: positionsOf(x, columns, source.width, 1),
    y: positionsOf(y, rows, source.height, region.width),
  };
}

function drawBend(window: Size, part: GeometricParts['elastic'], random: PartRandom) {
  const own = drawPart('elastic', part, random);
  if (!own) return undefined;
  const strength = { amplitude: own.between(...part!.amplitude), sigma: own.between(...part!.sigma) };
  return strength.amplitude === 0 ? undefined : elasticField(window, strength, own);
}

/** Writes where the pixels lie in the source; where they are bent, `x` and `y` hold the shifts. */
function placePixels(
  { height, width }: Size,
  { matrix, centre }: Placement,
  isBent: boolean,
  x: Float32Array,
  y: Float32Array,
): void {
  const { xx, xy, yx, yy } = matrix;
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at++) {
      const right = column - (width - 1) / 2 + (isBent ? x[at]! : 0);
      const down = row - (height - 1) / 2 + (isBent ? y[at]! : 0);
      x[at] = centre[0] + xx * right + xy * down;
      y[at] = centre[1] + yx * right + yy * down;
    }
  }
}

/** What positions touch of a side of the source. */
interface Span {
  readonly lowest: number;
  readonly highest: number;
  /** Of the endless line of mirror images. */
  readonly first: number;
  readonly last: number;
  /** Of the source itself. */
  readonly start: number;
  readonly length: number;
}

function spanOf(values: Float32Array, length: number, exact: boolean): Span {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  const first = Math.floor(lowest);
  const last = exact ? highest : Math.floor(highest) + 1;
  // Beyond an end lies the mirror image of what is before it.
  const start = first < 0 ? 0 : Math.min(first, 2 * length - 1 - last);
  const end = last > length - 1 ? length - 1 : Math.max(last, -1 - first);
  const within = { start: Math.max(0, start), end: Math.min(length - 1, end) };
  return { lowest, highest, first, last, start: within.start, length: within.end - within.start + 1 };
}

function positionsOf(values: Float32Array, span: Span, length: number, stride: number): Positions {
  const { lowest, highest, first, last, start } = span;
  const offsets = Int32Array.from(
    { length: last - first + 1 },
    (_, i) => (mirrored(first + i, length) - start) * stride,
  );
  return { values, lowest, highest, offsets, first };
}

/** Writes what the view shows of a source of which `part` is the view's region: bilinear between its pixels. */
export function sampleBilinear(view: View, part: Float32Array, into: Float32Array): void {
  if (view.exact) {
    sampleNearest(view, part, into);
    return;
  }
  const { values: x, offsets: columns, first: firstColumn } = view.x;
  const { values: y, offsets: rows, first: firstRow } = view.y;
  for (let i = 0; i < into.length; i++) {
    const left = Math.floor(x[i]!);
    const top = Math.floor(y[i]!);
    const weightRight = x[i]! - left;
    const weightBelow = y[i]! - top;
    const before = columns[left - firstColumn]!;
    const after = columns[left - firstColumn + 1]!;
    const above = rows[top - firstRow]!;
    const below = rows[top - firstRow + 1]!;
    const upper = part[above + before]! * (1 - weightRight) + part[above + after]! * weightRight;
    const lower = part[below + before]! * (1 - weightRight) + part[below + after]! * weightRight;
    into[i] = upper * (1 - weightBelow) + lower * weightBelow;
  }
}

/** Writes what the view shows of a source of which `part` is the view's region: its nearest pixels. */
export function sampleNearest(view: View, part: Float32Array, into: Float32Array): void {
  const { values: x, offsets: columns, first: firstColumn } = view.x;
  const { values: y, offsets: rows, first: firstRow } = view.y;
  for (let i = 0; i < into.length; i++) {
    const column = columns[Math.floor(x[i]! + 0.5) - firstColumn]!;
    into[i] = part[rows[Math.floor(y[i]! + 0.5) - firstRow]! + column]!;
  }
}
