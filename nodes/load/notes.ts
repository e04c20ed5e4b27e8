import type { Digests } from '../../imaging/datasets/digests.js';
import { inWords, type StoredImage } from '../../imaging/datasets/listed-image.js';
import type { MaskClass } from '../../imaging/datasets/mask-classes.js';
import { type NonFinite, nonFiniteInWords } from '../../imaging/datasets/non-finite.js';
import type { Notes } from '../../imaging/datasets/open-images.js';
import { listed } from '../../imaging/datasets/pair-files.js';
import type { PreparedMask } from '../../imaging/datasets/read-images.js';

/** Antialiased outlines and stray pixels stay below this share of a mask; a label that was forgotten does not. */
const noticedShare = 0.01;
const shownValues = 3;
/** More different values than these are not told apart in the warning: a photograph as a mask has thousands. */
const countedValues = 4096;

/** What a run finds in the images that it reads, to be told at its end. */
export class ReadNotes implements Notes {
  readonly #digests: Digests | undefined;
  readonly #replaced = new Map<string, NonFinite>();
  readonly #fitted = new Set<string>();
  readonly #masks = new Set<StoredImage>();
  readonly #withoutForeground: string[] = [];
  readonly #noticed: string[] = [];
  readonly #shares = new Map<string, number>();
  readonly #shown = new Set<number>();

  constructor(digests?: Digests) {
    this.#digests = digests;
  }

  digest(index: number, digest: string): void {
    this.#digests?.set(index, digest);
  }

  nonFinite(image: StoredImage, replaced: NonFinite): void {
    this.#replaced.set(inWords(image), replaced);
  }

  fitted(image: StoredImage): void {
    this.#fitted.add(inWords(image));
  }

  mask(stored: StoredImage, { shown, unlisted }: Omit<PreparedMask, 'mask'>): void {
    // That of several tiles may be read more than once.
    if (this.#masks.has(stored)) return;
    this.#masks.add(stored);
    for (const number of shown) this.#shown.add(number);
    if (!shown.some((number) => number > 0)) this.#withoutForeground.push(inWords(stored));
    if (unlisted.reduce((sum, { share }) => sum + share, 0) <= noticedShare) return;
    this.#noticed.push(inWords(stored));
    for (const { value, share } of unlisted) {
      if (!this.#shares.has(value) && this.#shares.size === countedValues) continue;
      this.#shares.set(value, (this.#shares.get(value) ?? 0) + share);
    }
  }

  /** Images that `fit` changed, of so many that were read. */
  logs(images: number, fit: string): readonly string[] {
    if (this.#fitted.size === 0) return [];
    return [`${this.#fitted.size} of ${images} images have another size and were brought to ${fit}`];
  }

  /** `classes` as in the params; undefined for binary masks. */
  warnings(classes: readonly MaskClass[] | undefined): readonly string[] {
    return [
      this.#warningOfReplaced(),
      this.#warningOfEmpty(),
      this.#warningOfUnlisted(classes),
      this.#warningOfMissing(classes),
    ].filter((warning) => warning !== undefined);
  }

  #warningOfReplaced(): string | undefined {
    if (this.#replaced.size === 0) return undefined;
    const files = [...this.#replaced].sort(([a], [b]) => (a < b ? -1 : 1));
    const shown = files.map(([name, replaced]) => `${nonFiniteInWords(replaced)} in ${name}`);
    return `replaced by the mean of the other pixels: ${listed(shown)}`;
  }

  #warningOfEmpty(): string | undefined {
    if (this.#withoutForeground.length === 0) return undefined;
    return `masks without any foreground: ${listed(this.#withoutForeground.sort())}`;
  }

  /** What masks hold that is in no class; undefined where that is all but nothing. */
  #warningOfUnlisted(classes: readonly MaskClass[] | undefined): string | undefined {
    const masks = this.#noticed.length;
    if (masks === 0) return undefined;
    const commonest = [...this.#shares].sort(([a, i], [b, j]) => j - i || (a < b ? -1 : 1));
    const shown = commonest
      .slice(0, shownValues)
      .map(([value, share]) => `${value} (${((100 * share) / masks).toFixed(1)} % of their pixels)`);
    const what = classes
      ? `are in none of the \`classes\`, and count as ${classes[0]!.name}`
      : 'are neither black nor in `foreground`, and count as background';
    return `masks hold values that ${what}: ${shown.join(', ')} in ${listed(this.#noticed.sort(), 3)}`;
  }

  #warningOfMissing(classes: readonly MaskClass[] = []): string | undefined {
    const missing = classes.filter((_, number) => !this.#shown.has(number));
    return missing.length === 0 ? undefined : `no mask shows ${listed(missing.map(({ name }) => name))}`;
  }
}
