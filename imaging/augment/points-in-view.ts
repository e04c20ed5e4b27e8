import type { ImagePoint } from '../image-set.js';
import { inverse } from './placement.js';
import type { View } from './view.js';

/** A bent view is searched for a point until it moves by less than this, in pixels. */
const tolerance = 1e-4;
const maxRounds = 100;

/**
 * Where the view shows these points of the source, and their mirror images where it goes on beyond it; points up to
 * `reach` pixels outside the view are there, too. Exact but for rounding (1e-4 pixels where the view is bent; a point
 * in a place where a bent view folds is shown at one of the places that show it).
 */
export function* pointsInView(
  view: View,
  points: readonly ImagePoint[],
  reach: number,
): Generator<ImagePoint> {
  const { placement, source, height, width } = view;
  const { matrix, centre } = placement;
  const back = inverse(matrix);
  const margins = [
    reach * (Math.abs(matrix.xx) + Math.abs(matrix.xy)),
    reach * (Math.abs(matrix.yx) + Math.abs(matrix.yy)),
  ] as const;
  for (const [pointX, pointY] of points) {
    for (const sourceX of imagesOf(pointX, source.width, view.x, margins[0])) {
      for (const sourceY of imagesOf(pointY, source.height, view.y, margins[1])) {
        const [right, down] = [sourceX - centre[0], sourceY - centre[1]];
        const [x, y] = unbent(view, [
          back.xx * right + back.xy * down + (width - 1) / 2,
          back.yx * right + back.yy * down + (height - 1) / 2,
        ]);
        const isNear = x >= -reach && x <= width - 1 + reach && y >= -reach && y <= height - 1 + reach;
        if (isNear) yield [x, y];
      }
    }
  }
}

/** A coordinate and its mirror images, as far as the view with a margin shows them. */
function* imagesOf(
  position: number,
  length: number,
  { lowest, highest }: View['x'],
  margin: number,
): Generator<number> {
  const period = 2 * length;
  for (const image of [position, -1 - position]) {
    let place = image + Math.ceil((lowest - margin - image) / period) * period;
    for (; place <= highest + margin; place += period) yield place;
  }
}

/** The place that the bend shifts to `shifted`: a fixed point, as shifts differ by less than the places do. */
function unbent({ bend }: View, shifted: ImagePoint): ImagePoint {
  if (!bend) return shifted;
  let place = shifted;
  for (let round = 0; round < maxRounds; round++) {
    const [shiftX, shiftY] = bend.at(...place);
    const next = [shifted[0] - shiftX, shifted[1] - shiftY] as const;
    const moved = Math.hypot(next[0] - place[0], next[1] - place[1]);
    place = next;
    if (moved < tolerance) break;
  }
  return place;
}
