import type { Duplicate } from '../../imaging/datasets/duplicates.js';
import type { MaskClass, ValueShare } from '../../imaging/datasets/mask-classes.js';
import { listed } from '../../imaging/datasets/pair-files.js';
import type { PreparedMask } from '../../imaging/datasets/read-file.js';
import type { Listing } from './select.js';

/** Antialiased outlines and stray pixels stay below this share of a mask; a label that was forgotten does not. */
const noticedShare = 0.01;
const shownValues = 3;

/** A mask file and what it holds. */
export interface SeenMask extends Pick<PreparedMask, 'shown' | 'unlisted'> {
  readonly name: string;
}

/** `classes` as in the params; undefined for binary masks. */
export function warningsOfMasks(
  masks: readonly SeenMask[],
  classes: readonly MaskClass[] | undefined,
): (string | undefined)[] {
  return [warningOfUnlisted(masks, classes), warningOfMissing(masks, classes)];
}

/** What masks hold that is in no class, as a sentence; undefined where that is all but nothing. */
export function warningOfUnlisted(
  masks: readonly Pick<SeenMask, 'name' | 'unlisted'>[],
  classes: readonly MaskClass[] | undefined,
): string | undefined {
  const noticed = masks.filter(({ unlisted }) => sumOf(unlisted) > noticedShare);
  if (noticed.length === 0) return undefined;
  const shares = new Map<string, number>();
  for (const { value, share } of noticed.flatMap(({ unlisted }) => unlisted)) {
    shares.set(value, (shares.get(value) ?? 0) + share / noticed.length);
  }
  const commonest = [...shares].sort(([, a], [, b]) => b - a).slice(0, shownValues);
  const shown = commonest.map(([value, share]) => `${value} (${(100 * share).toFixed(1)} % of their pixels)`);
  const names = noticed.map(({ name }) => name);
  const what = classes
    ? `are in none of the \`classes\`, and count as ${classes[0]!.name}`
    : 'are neither black nor in `foreground`, and count as background';
  return `masks hold values that ${what}: ${shown.join(', ')} in ${listed(names, 3)}`;
}

function warningOfMissing(
  masks: readonly SeenMask[],
  classes: readonly MaskClass[] = [],
): string | undefined {
  const missing = classes.filter((_, number) => !masks.some(({ shown }) => shown.includes(number)));
  if (missing.length === 0) return undefined;
  return `no mask shows ${listed(missing.map(({ name }) => name))}`;
}

/** Which images were left out since others show the same pixels. */
export function warningOfDuplicates(
  duplicates: readonly Duplicate[],
  { names, labels }: Pick<Listing, 'names' | 'labels'>,
): string | undefined {
  if (duplicates.length === 0) return undefined;
  const pair = ({ index, original }: Duplicate) => `${names[index]} (as ${names[original]})`;
  const warning = `left out ${duplicates.length} of the images, which show the same pixels as another: ${listed(duplicates.map(pair))}`;
  const torn = duplicates.filter(
    ({ index, original }) => labels?.numbers[index] !== labels?.numbers[original],
  );
  if (torn.length === 0) return warning;
  return `${warning}; of another class than the one that stays: ${listed(torn.map(pair))}`;
}

function sumOf(values: readonly ValueShare[]): number {
  return values.reduce((sum, { share }) => sum + share, 0);
}
