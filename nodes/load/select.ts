import type { Digests } from '../../imaging/datasets/digests.js';
import { chooseDistinct, type Duplicate } from '../../imaging/datasets/duplicates.js';
import { originOf } from '../../imaging/datasets/listed-image.js';
import { mapNames, type Part, partNaming } from '../../imaging/datasets/split.js';
import { groupNameOf, joinedGroups } from '../../imaging/datasets/split-groups.js';
import { ascending, splitImages } from '../../imaging/datasets/split-images.js';
import type { Problem } from '../define-node.js';
import type { Settings } from './expand.js';
import type { Listing } from './listing.js';

/** Which images are used. */
export interface Choice {
  readonly chosen: readonly number[];
  readonly duplicates: readonly Duplicate[];
}

/** Which output gets which images. */
export interface ImageSelection {
  /** All that are used, ascending, as are those of the outputs. */
  readonly taken: readonly number[];
  readonly outputs: readonly (readonly ['images' | Part, readonly number[]])[];
  readonly problems: readonly Problem[];
}

/** Applies `duplicates` and `take`. `digestOf` is equal where images show the same pixels. */
export async function chooseImages(
  settings: Settings,
  listing: Listing,
  digestOf: (index: number) => Promise<string | undefined>,
): Promise<Choice> {
  if (settings.simulate || settings.duplicates === 'keep') return firstImages(settings, listing);
  return chooseDistinct(listing.order, settings.take, digestOf);
}

/** Applies `take` only. */
export function firstImages({ take }: Pick<Settings, 'take'>, { order }: Listing): Choice {
  return { chosen: order.slice(0, take), duplicates: [] };
}

/** Applies `split`; `digests` are needed where the images are stored. */
export function dealImages(
  settings: Settings,
  listing: Listing,
  choice: Choice,
  digests?: Digests,
): ImageSelection {
  const { take } = settings;
  const { names, split } = listing;
  const { chosen, duplicates } = choice;
  const problems: Problem[] = [];
  if (take !== undefined && take > chosen.length) {
    const hint =
      duplicates.length > 0 &&
      `${duplicates.length} more show the same pixels as others; see \`duplicates\`.`;
    const message = `there are only ${chosen.length} images, not ${take}`;
    problems.push({ path: ['take'], message, ...(hint && { hint }) });
  }
  const taken = ascending(chosen);
  // Without images there is nothing more to say of how they are split.
  if (split === undefined || taken.length === 0) return { taken, outputs: [['images', taken]], problems };

  for (const { index, original } of duplicates) {
    const [name, originalName] = [names[index]!, names[original]!];
    const [part, originalPart] = [partNaming(split, name), partNaming(split, originalName)];
    if (part === undefined || part === originalPart) continue;
    const message = `${part} lists "${name}", which shows the same pixels as "${originalName}" in ${originalPart}`;
    problems.push({ path: ['split', part], message, hint: 'Leave one of them out with `exclude`.' });
  }
  const dropped = new Set(duplicates.map(({ index }) => names[index]!));
  const remaining =
    dropped.size === 0 ? split : mapNames(split, (name) => (dropped.has(name) ? undefined : name));
  const dealt = splitImages(names, chosen, remaining, groupsOf(settings, listing, digests));
  const path = [settings.split === undefined ? 'splitFile' : 'split'];
  for (const message of dealt.problems) problems.push({ path, message });
  return { taken, outputs: Object.entries(dealt.selection) as [Part, number[]][], problems };
}

/** What `split` must not tear apart: the groups that are asked for, and images that show the same pixels. */
function groupsOf(
  { splitBy, tile, duplicates }: Settings,
  { names, images }: Listing,
  digests: Digests | undefined,
): ((index: number) => number) | undefined {
  if (images.length === 0) return undefined;
  const namings: ((index: number) => string | undefined)[] = [];
  if (splitBy !== 'image' || tile) {
    namings.push((index) => groupNameOf(names[index]!, originOf(images[index]!), splitBy));
  }
  if (duplicates === 'keep' && digests) namings.push((index) => digests.identity(index));
  return namings.length === 0 ? undefined : joinedGroups(names.length, namings);
}
