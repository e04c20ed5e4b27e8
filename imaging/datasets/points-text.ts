import { ImageError } from '../image-error.js';
import type { ImagePoint } from '../image-set.js';
import { inWords, isInside } from './preparation.js';
import type { Size } from './reduce.js';

/** A decimal number as programs write it: `12`, `-0.5`, `3.1e2`. */
const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Reads one point per line, `x y` in pixels, where the centre of the first pixel is 0 0. Blank lines are passed over.
 * Throws an `ImageError` that names file and line where a line is anything else, or a point lies outside the image.
 */
export function parsePoints(text: string, fileName: string, size: Size): ImagePoint[] {
  const points: ImagePoint[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const place = `line ${index + 1} of the points ${fileName}`;
    const words = line.trim().split(/\s+/);
    if (words.length !== 2 || !words.every((word) => number.test(word))) {
      throw new ImageError(
        `${place} is no point: ${JSON.stringify(line.slice(0, 60))}`,
        'A line is `x y`: two numbers with blanks between them, column first.',
      );
    }
    const point: ImagePoint = [Number(words[0]), Number(words[1])];
    if (!isInside(point, size)) {
      throw new ImageError(
        `${place} lies outside the image, which is ${inWords(size)}: ${line.trim()}`,
        'Points are in pixels of the image as it is stored, column first. Remove those outside.',
      );
    }
    points.push(point);
  }
  return points;
}
