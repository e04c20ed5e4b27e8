import type { Duplicate } from '../../imaging/datasets/duplicates.js';
import { listed } from '../../imaging/datasets/pair-files.js';
import type { Listing } from './listing.js';

/** Which images were left out since others show the same pixels; undefined where none were. */
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
