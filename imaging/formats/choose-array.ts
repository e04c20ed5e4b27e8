import { ImageError } from '../image-error.js';
import { inBrackets } from './array-layout.js';
import type { ArrayChoice } from './image-file.js';

/** An array in a file that holds several. */
interface NamedArray {
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * The array to read: the chosen one, or the only one. `candidates` are those that could hold images, `all` those that a
 * choice may name. Throws an `ImageError` that begins with `file` and lists what there is.
 */
export function chooseArray<A extends NamedArray>(
  file: string,
  { candidates, all }: { readonly candidates: readonly A[]; readonly all: readonly A[] },
  { array: wanted }: ArrayChoice,
): A {
  if (wanted !== undefined) {
    const chosen = all.find(({ name }) => name === wanted);
    if (chosen) return chosen;
    throw new ImageError(`${file} has no array "${wanted}"`, `It has ${inWords(all)}.`);
  }
  const [only, ...others] = candidates;
  if (!only) throw new ImageError(`${file} has no array of images`, `It has ${inWords(all)}.`);
  if (others.length === 0) return only;
  throw new ImageError(
    `${file} has ${candidates.length} arrays that may be images: ${inWords(candidates)}`,
    'Say with `array` which one to read.',
  );
}

const mostListed = 12;

/** `images [25, 512, 512], labels [25, 512, 512]` */
function inWords(arrays: readonly NamedArray[]): string {
  if (arrays.length === 0) return 'none';
  const listed = arrays.slice(0, mostListed).map(({ name, shape }) => `${name} ${inBrackets(shape)}`);
  const rest = arrays.length - listed.length;
  return listed.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
