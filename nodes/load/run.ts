import { isDeepStrictEqual } from 'node:util';
import { Digests } from '../../imaging/datasets/digests.js';
import { openImages } from '../../imaging/datasets/open-images.js';
import { StoredFiles } from '../../imaging/datasets/stored-files.js';
import { ImageError } from '../../imaging/image-error.js';
import type { ImageSource } from '../../imaging/image-source.js';
import { simulated } from '../../imaging/simulate/simulated.js';
import { readFolder } from '../artifacts/folder.js';
import { type ContextOf, NodeError, type Problem } from '../define-node.js';
import type { inputs, outputs, params } from './definition.js';
import { expand, expansionInWords, type Settings } from './expand.js';
import { inspectListing } from './inspect.js';
import { listStored } from './list-stored.js';
import { type Listing, listSimulated } from './listing.js';
import { ReadNotes } from './notes.js';
import { readingOf } from './reading.js';
import { chooseImages, dealImages, firstImages, type ImageSelection } from './select.js';
import { warningOfDuplicates } from './warning-of-duplicates.js';
import { writeOutputs } from './write-outputs.js';

export type Context = ContextOf<typeof params, typeof inputs, typeof outputs>;

/** Writes each output image by image; no more than a few are in memory at a time. */
export async function run(context: Context): Promise<void> {
  const expanded = expand(context.params);
  const { settings } = expanded;
  const expansion = expansionInWords(context.params, expanded);
  if (expansion !== undefined) context.log(expansion);
  if (settings.simulate) return writeSimulated(context, settings, simulated(settings.simulate));
  const stored = new StoredFiles();
  try {
    await writeStored(context, settings, stored);
  } catch (error) {
    if (error instanceof ImageError) throw new NodeError('bad-input', error.message, error.hint);
    throw error;
  } finally {
    await stored.close();
  }
}

async function writeSimulated(context: Context, settings: Settings, source: ImageSource): Promise<void> {
  const listing = listSimulated(settings);
  const selection = dealImages(settings, listing, firstImages(settings, listing));
  stopAt([...listing.problems, ...selection.problems]);
  await writeOutputs(context, settings, { source, selection, position: (index) => index });
}

/**
 * Images are decoded once, when they are written: which of them show the same pixels is known only then. Where some
 * do, the selection may be another one, and is written anew.
 */
async function writeStored(context: Context, settings: Settings, stored: StoredFiles): Promise<void> {
  const { listing, digests } = await listed(context, settings, stored);
  if (listing.bare > 0) {
    context.log(`left out ${listing.bare} with fewer than ${settings.minForeground} pixels of foreground`);
  }
  let written: { readonly selection: ImageSelection; readonly source: ImageSource } | undefined;
  let notes = new ReadNotes(digests);
  for (;;) {
    const { source } = written ?? {};
    const choice = await chooseImages(settings, listing, async (index) =>
      source ? digestOf(index, digests, source, context) : digests.identity(index),
    );
    const selection = dealImages(settings, listing, choice, digests);
    stopAt(selection.problems);
    if (written && isDeepStrictEqual(written.selection.outputs, selection.outputs)) {
      const { classes, fit } = settings;
      const size = fit && `${fit.width} × ${fit.height} px`;
      if (size) for (const line of notes.logs(selection.taken.length, size)) context.log(line);
      const duplicates = warningOfDuplicates(choice.duplicates, listing);
      if (duplicates !== undefined) context.warn(duplicates);
      for (const warning of notes.warnings(classes)) context.warn(warning);
      return;
    }
    if (written) for (const [port] of written.selection.outputs) context.output(port).discard();
    notes = new ReadNotes(digests);
    written = { selection, source: await openSource(settings, listing, stored, selection, notes) };
    await writeOutputs(context, settings, {
      ...written,
      position: (index) => listing.images[index]!.position,
    });
  }
}

/** What is listed. The files of an input are looked at only now, as those that params name were before the run. */
async function listed(
  context: Context,
  settings: Settings,
  stored: StoredFiles,
): Promise<{ readonly listing: Listing; readonly digests: Digests }> {
  const { folder } = context.inputs;
  if (settings.path !== undefined && folder) {
    throw new NodeError('bad-input', 'images come from `path` and from the input', 'Leave one of them out.');
  }
  if (settings.path === undefined && !folder) {
    const hint = 'Name a folder with `path`, or connect the input `folder`.';
    throw new NodeError('bad-input', 'there is no source of images', hint);
  }
  const files = { named: context.files, folder: folder && (await readFolder(folder)) };
  const listing = await listStored(settings, files, stored);
  if (!folder) {
    stopAt(listing.problems);
    return { listing, digests: new Digests(listing.images) };
  }
  const { problems, digests } = await inspectListing(settings, listing, stored);
  stopAt(problems);
  return { listing, digests };
}

/** Undefined for a file that cannot be read, which stops the run when it is its turn to be written. */
async function digestOf(
  index: number,
  digests: Digests,
  source: ImageSource,
  context: Context,
): Promise<string | undefined> {
  const known = digests.of(index);
  if (known !== undefined) return known;
  context.signal.throwIfAborted();
  context.progress({ phase: 'looking for identical images' });
  try {
    return (await source.image(digests.first(index))).digest;
  } catch (error) {
    if (error instanceof ImageError) return undefined;
    throw error;
  }
}

async function openSource(
  settings: Settings,
  { images, labels }: Listing,
  stored: StoredFiles,
  { taken }: ImageSelection,
  notes: ReadNotes,
): Promise<ImageSource> {
  const reference = taken[0];
  if (reference === undefined) throw new Error('bug: a selection without images has no problem');
  return openImages({ files: stored, images, reading: readingOf(settings), labels, reference, notes });
}

const mostTold = 20;

/** All problems at once. */
function stopAt(problems: readonly Problem[]): void {
  const [first, ...others] = problems;
  if (!first) return;
  const more = problems.length - mostTold;
  const messages = problems.slice(0, mostTold).map(({ message }) => message);
  if (more > 0) messages.push(`and ${more} more`);
  throw new NodeError('bad-input', messages.join('\n'), others.length === 0 ? first.hint : undefined);
}
