import type { Size } from '../datasets/reduce.js';
import { drawPart, type PartRandom } from './part-random.js';
import { type GeometricParts, scalePart } from './policy.js';

/** A linear map of the plane: x becomes `xx` x + `xy` y, and y becomes `yx` x + `yy` y. */
export interface Matrix {
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
}

/** How a window lies in a source image. */
export interface Placement {
  /** From places in the window, as seen from its middle, to places in the source, as seen from `centre`. */
  readonly matrix: Matrix;
  /** What the window's middle shows; the centre of the first pixel is (0, 0). */
  readonly centre: readonly [x: number, y: number];
  /** Whether pixels of the window are pixels of the source. */
  readonly exact: boolean;
}

/**
 * Draws mirroring, turn, zoom and the window's place. The window is placed so that it shows the image only, where it
 * can be; where it is larger, the image lies somewhere inside if it was zoomed to less, and in the middle if the
 * window merely is askew. A whole image that is not square is turned by 0 or 180 degrees by `rotate90`.
 */
export function drawPlacement(
  source: Size,
  window: Size,
  policy: GeometricParts,
  random: PartRandom,
): Placement {
  const flip = drawPart('flip', policy.flip ? {} : undefined, random);
  const mirrorX = flip && flip.uniform() < 0.5 ? -1 : 1;
  const mirrorY = flip && flip.uniform() < 0.5 ? -1 : 1;
  const quarter = drawPart('rotate90', policy.rotate90 ? {} : undefined, random)?.integer(4) ?? 0;
  const quarterTurn = 90 * (window.height === window.width ? quarter : 2 * (quarter % 2));
  const turn = drawPart('rotate', policy.rotate, random)?.between(...policy.rotate!.degrees) ?? 0;
  const scale = scalePart(policy.scale);
  const zoom = drawPart('scale', scale, random)?.between(...scale!.factor) ?? 1;

  const matrixOf = (degrees: number): Matrix => {
    const { cos, sin } = exactTurn(degrees);
    return {
      xx: (mirrorX * cos) / zoom,
      xy: (-mirrorX * sin) / zoom,
      yx: (mirrorY * sin) / zoom,
      yy: (mirrorY * cos) / zoom,
    };
  };
  const matrix = matrixOf(quarterTurn + turn);
  const covered = extentOf(matrix, window);
  const upright = extentOf(matrixOf(quarterTurn), window);
  const isAligned = zoom === 1 && turn % 90 === 0;
  const exact = isAligned && covered.width <= source.width && covered.height <= source.height;
  const place = random('crop');
  const along = (side: 'width' | 'height') => {
    const room = source[side] - covered[side];
    const start = exact
      ? place.integer(room + 1)
      : drawStart(place.uniform(), room, source[side] - upright[side]);
    return start + covered[side] / 2 - 0.5;
  };
  return { matrix, centre: [along('width'), along('height')], exact };
}

/** Where the window begins on a side with this much room; `upright` is the room if it were not askew. */
function drawStart(uniform: number, room: number, upright: number): number {
  const slack = upright < 0 ? -upright : Math.max(0, room);
  return room / 2 + (uniform - 0.5) * slack;
}

/** Sides of the upright rectangle that a window covers in the source. */
function extentOf({ xx, xy, yx, yy }: Matrix, { height, width }: Size): Size {
  return {
    width: Math.abs(xx) * width + Math.abs(xy) * height,
    height: Math.abs(yx) * width + Math.abs(yy) * height,
  };
}

/** Without rounding for quarter turns. */
function exactTurn(degrees: number): { readonly cos: number; readonly sin: number } {
  const quarters = degrees / 90;
  if (!Number.isInteger(quarters)) {
    const angle = (degrees * Math.PI) / 180;
    return { cos: Math.cos(angle), sin: Math.sin(angle) };
  }
  const cosine = (turns: number) => [1, 0, -1, 0][((turns % 4) + 4) % 4]!;
  return { cos: cosine(quarters), sin: cosine(quarters - 1) };
}

/** The matrix that undoes it. */
export function inverse({ xx, xy, yx, yy }: Matrix): Matrix {
  const determinant = xx * yy - xy * yx;
  return {
    xx: yy / determinant,
    xy: -xy / determinant,
    yx: -yx / determinant,
    yy: xx / determinant,
  };
}
