import { Digests } from '../../imaging/datasets/digests.js';
import { inspectorOf } from '../../imaging/datasets/inspect-images.js';
import { inWords } from '../../imaging/datasets/preparation.js';
import { ascending } from '../../imaging/datasets/split-images.js';
import { StoredFiles } from '../../imaging/datasets/stored-files.js';
import { ImageError } from '../../imaging/image-error.js';
import type { InputFile, Problem } from '../define-node.js';
import { expand, type Settings } from './expand.js';
import { listStored, toProblems } from './list-stored.js';
import type { Listing } from './listing.js';
import type { LoadParams } from './params.js';
import { readingOf } from './reading.js';
import { chooseImages, dealImages, type ImageSelection } from './select.js';

/** Everything in the files that would stop a run. Images that are not taken are not looked at. */
export async function inspect(
  params: LoadParams,
  files: Readonly<Record<string, readonly InputFile[]>>,
): Promise<readonly Problem[]> {
  const { settings } = expand(params);
  // What is simulated is checked already, and the files of an input are known when it has run.
  if (settings.path === undefined) return [];
  const stored = new StoredFiles();
  try {
    const listing = await listStored(settings, { named: files }, stored);
    return (await inspectListing(settings, listing, stored)).problems;
  } finally {
    await stored.close();
  }
}

/** The same for images that are listed; and which are selected, by digests that are known from now on. */
export async function inspectListing(
  settings: Settings,
  listing: Listing,
  stored: StoredFiles,
): Promise<{
  readonly problems: readonly Problem[];
  readonly digests: Digests;
  readonly selection: ImageSelection;
}> {
  const inspector = inspectorOf(stored, listing.images, readingOf(settings), settings.unlisted);
  const digests = new Digests(listing.images);
  const digestOf = async (index: number) => {
    const digest = digests.of(index) ?? (await inspector.digest(digests.first(index)));
    if (digest !== undefined) digests.set(index, digest);
    return digest;
  };
  const choice = await chooseImages(settings, listing, digestOf);
  const inFiles = await inspector.problems(ascending(choice.chosen));
  for (const index of choice.chosen) await digestOf(index);
  const selection = dealImages(settings, listing, choice, digests);
  const problems = [
    ...listing.problems,
    ...selection.problems,
    ...toProblems(inFiles, settings),
    ...(await notSquare(settings, listing, stored)),
  ];
  return { problems, digests, selection };
}

/** Of images without a size of their own the first tells: others of another size are a problem anyway. */
async function notSquare(
  { copies, tile, fit, region, array }: Settings,
  { images }: Listing,
  stored: StoredFiles,
): Promise<Problem[]> {
  const [first] = images;
  if (copies !== 'dihedral' || tile || fit || !first) return [];
  try {
    const size = region ?? (await stored.header(first.image.file, array));
    if (size.width === size.height) return [];
    const message = `\`copies\` need square images, these are ${inWords(size)}`;
    const hint = 'Cut square `tile`s, or bring the images to a square with `fit`.';
    return [{ path: ['copies'], message, hint }];
  } catch (error) {
    if (error instanceof ImageError) return [];
    throw error;
  }
}
