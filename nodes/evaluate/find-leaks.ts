import type { ImageSet } from '../../imaging/image-set.js';
import { type ImagesSeen, parseSeen, type SeenAs, seenAs, sourceImage } from '../artifacts/images-seen.js';

/** What is looked at of the images that a network is measured on. */
export type TestImages = Pick<ImageSet, 'count' | 'name' | 'digest' | 'origin'>;

/** Ascending indices of test images by what they were to the network; an image may have been several things. */
export type Leaks = ReadonlyMap<SeenAs, readonly number[]>;

/**
 * The test images that are not new to a network: those that show the same pixels as an image that it has seen, and
 * of the others those that were made of the same source image.
 */
export function findLeaks(
  images: TestImages,
  seen: ImagesSeen,
): { readonly samePixels: Leaks; readonly sameSource: Leaks } {
  const byDigest = indicesBy(images, (index) => images.digest(index));
  const bySource = indicesBy(images, (index) => sourceImage(images.origin(index)));
  const samePixels = new FoundImages();
  const sameSource = new FoundImages();
  for (const line of seen) {
    const { digest, as, source } = parseSeen(line);
    samePixels.add(as, byDigest.get(digest));
    if (source !== undefined) sameSource.add(as, bySource.get(source));
  }
  return { samePixels: samePixels.leaks(), sameSource: sameSource.leaks(samePixels) };
}

function indicesBy(
  { count }: TestImages,
  keyOf: (index: number) => string | undefined,
): ReadonlyMap<string | undefined, readonly number[]> {
  const indices = new Map<string | undefined, number[]>();
  for (let index = 0; index < count; index++) {
    const key = keyOf(index);
    const alike = indices.get(key);
    if (alike) alike.push(index);
    else indices.set(key, [index]);
  }
  return indices;
}

class FoundImages {
  readonly #found = new Map<SeenAs, Set<number>>(seenAs.map((as) => [as, new Set()]));

  add(as: SeenAs, indices: readonly number[] = []): void {
    for (const index of indices) this.#found.get(as)?.add(index);
  }

  leaks(except?: FoundImages): Leaks {
    const told = new Set(except ? [...except.#found.values()].flatMap((indices) => [...indices]) : []);
    const leaks = [...this.#found].map(([as, indices]) => {
      const left = [...indices].filter((index) => !told.has(index));
      return [as, left.sort((a, b) => a - b)] as const;
    });
    return new Map(leaks.filter(([, indices]) => indices.length > 0));
  }
}
