import { emptyLike, type Pixels } from '../formats/npy.js';
import type { ImagePoint } from '../image-set.js';
import type { ImageSource, SourceImage } from '../image-source.js';
import { lately } from './lately.js';

/** Turns and mirror images of a square: 0 is the image itself. */
export const dihedralCopies = 8;

/**
 * Copy `number` of a square image of `side` pixels, by quarter turns against the clock: 0 to 3 of the image, 4 to 7 of
 * its mirror image (left and right exchanged).
 */
export function dihedralCopy<P extends Pixels>(pixels: P, side: number, number: number): P {
  if (number === 0) return pixels.slice() as P;
  const copy = emptyLike(pixels, pixels.length);
  for (let y = 0, at = 0; y < side; y++) {
    for (let x = 0; x < side; x++, at++) {
      const [column, row] = origin(x, y, side - 1, number);
      copy[at] = pixels[row * side + column]!;
    }
  }
  return copy;
}

/** Where points lie in copy `number`. */
export function dihedralPoints(points: readonly ImagePoint[], side: number, number: number): ImagePoint[] {
  const last = side - 1;
  return points.map(([x, y]) => {
    let place: ImagePoint = number < 4 ? [x, y] : [last - x, y];
    for (let turn = number % 4; turn > 0; turn--) place = [place[1], last - place[0]];
    return place;
  });
}

/** Which pixel of the image is at (x, y) of its copy. */
function origin(x: number, y: number, last: number, number: number): [column: number, row: number] {
  let [column, row] = [x, y];
  for (let turn = number % 4; turn > 0; turn--) [column, row] = [last - row, column];
  return number < 4 ? [column, row] : [last - column, row];
}

/**
 * All copies of the images of a source: those of image `index` are `8 · index` to `8 · index + 7`, and are called like
 * it, the last seven with `+1` to `+7` appended.
 */
export function withDihedralCopies(source: ImageSource): ImageSource {
  const { width: side, masks, targets, points, labels } = source;
  const original = (index: number) => Math.floor(index / dihedralCopies);
  /** Reads an image once for all of its copies. */
  function copied<P extends Pixels>(read: (index: number) => Promise<P>): (index: number) => Promise<P> {
    const once = lately<number, P>();
    return async (index) => {
      const pixels = await once(original(index), () => read(original(index)));
      return dihedralCopy(pixels, side, index % dihedralCopies);
    };
  }
  const once = lately<number, SourceImage>();
  return {
    ...source,
    names: source.names.flatMap((name) =>
      Array.from({ length: dihedralCopies }, (_, copy) => (copy === 0 ? name : `${name}+${copy}`)),
    ),
    origin: (index) => ({ ...source.origin(original(index)), copy: index % dihedralCopies }),
    async image(index) {
      const { pixels, statistics } = await once(original(index), () => source.image(original(index)));
      const copy = dihedralCopy(pixels, side, index % dihedralCopies);
      return { pixels: copy, ...(statistics && { statistics }) };
    },
    ...(masks && { masks: { ...masks, mask: copied(masks.mask) } }),
    ...(targets && { targets: { ...targets, target: copied(targets.target) } }),
    ...(points && {
      points: async (index) => dihedralPoints(await points(original(index)), side, index % dihedralCopies),
    }),
    ...(labels && { labels: { ...labels, label: (index) => labels.label(original(index)) } }),
  };
}
