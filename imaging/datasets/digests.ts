import { contentOf, type ListedImage } from './listed-image.js';

/** Digests of images' pixels, as far as they are known. Those of one content are known together. */
export class Digests {
  /** For each image the first of the same content. */
  readonly #first: Uint32Array;
  readonly #known: (string | undefined)[];

  constructor(images: readonly ListedImage[]) {
    const firsts = new Map<string, number>();
    this.#first = Uint32Array.from(images, (listed, index) => {
      const content = contentOf(listed);
      const first = firsts.get(content) ?? index;
      firsts.set(content, first);
      return first;
    });
    this.#known = new Array(images.length);
  }

  /** The image that is looked at for this one. */
  first(index: number): number {
    return this.#first[index]!;
  }

  of(index: number): string | undefined {
    return this.#known[this.first(index)];
  }

  set(index: number, digest: string): void {
    this.#known[this.first(index)] = digest;
  }

  /** Equal where images are known to show the same pixels. */
  identity(index: number): string {
    return this.of(index) ?? `content of ${this.first(index)}`;
  }
}
