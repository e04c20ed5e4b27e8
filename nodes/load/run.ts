import { setImmediate } from 'node:timers/promises';
import { openImageFiles } from '../../imaging/datasets/image-files.js';
import { digestOfImage, readImage } from '../../imaging/datasets/read-file.js';
import { ImageError } from '../../imaging/image-error.js';
import type { ImageSource } from '../../imaging/image-source.js';
import { degraded } from '../../imaging/simulate/degrade.js';
import { simulateNanoparticles } from '../../imaging/simulate/nanoparticles.js';
import { writeImageSet } from '../artifacts/write-image-set.js';
import { type ContextOf, NodeError, type Problem } from '../define-node.js';
import type { inputs, outputs, params } from './definition.js';
import { maskClassesOf } from './mask-classes.js';
import { chooseImages, dealImages, type ImageSelection, type Listing, listImages } from './select.js';
import { type SeenMask, warningOfDuplicates, warningsOfMasks } from './warnings.js';

type Context = ContextOf<typeof params, typeof inputs, typeof outputs>;

/** Writes each output image by image; no more than a few are in memory at a time. */
export async function run(context: Context): Promise<void> {
  const { params } = context;
  const { normalization, contrast } = params;
  const listing = listImages(params, context.files);
  stopAt(listing.problems);
  const choice = await chooseImages(params, listing, (index) => digestOf(context, listing, index));
  const selection = dealImages(params, listing, choice);
  stopAt(selection.problems);
  try {
    const masks: SeenMask[] = [];
    const source = watched(await openSource(context, listing, selection, masks), selection, context);
    for (const [port, indices] of selection.outputs) {
      await writeImageSet(context.output(port), { source, indices, normalization, contrast });
      context.log(`${port}: ${indices.length} images of ${source.width} × ${source.height} px`);
    }
    const warnings = [
      warningOfDuplicates(choice.duplicates, listing),
      ...warningsOfMasks(masks, params.classes),
    ];
    for (const warning of warnings) if (warning !== undefined) context.warn(warning);
  } catch (error) {
    if (error instanceof ImageError) throw new NodeError('bad-input', error.message, error.hint);
    throw error;
  }
}

function stopAt([problem]: readonly Problem[]): void {
  if (problem) throw new NodeError('bad-input', problem.message, problem.hint);
}

/** Undefined for a file that cannot be read, which stops the run when it is its turn to be written. */
async function digestOf(context: Context, { files }: Listing, index: number): Promise<string | undefined> {
  context.signal.throwIfAborted();
  context.progress({ phase: 'looking for identical images' });
  try {
    return digestOfImage(await readImage(files[index]!.image, context.params));
  } catch (error) {
    if (error instanceof ImageError) return undefined;
    throw error;
  }
}

/** Puts what is found in the masks, as they are read, into `masks`. */
async function openSource(
  { params }: Context,
  { files, labels }: Listing,
  { taken }: ImageSelection,
  masks: SeenMask[],
): Promise<ImageSource> {
  const { degrade } = params;
  if (params.simulate) {
    const simulated = simulateNanoparticles(params.simulate);
    return degrade ? degraded(simulated, degrade, (index) => index) : simulated;
  }
  const reference = taken[0];
  if (reference === undefined) throw new Error('bug: a selection without images has no problem');
  const source = await openImageFiles({
    files,
    preparation: params,
    classes: maskClassesOf(params),
    labels,
    reference,
    noteMask: (name, { shown, unlisted }) => masks.push({ name, shown, unlisted }),
  });
  return degrade ? degraded(source, degrade, (index) => files[index]!.position) : source;
}

/** The source, stopping where the run stops and saying how far it is. */
function watched(source: ImageSource, selection: ImageSelection, context: Context): ImageSource {
  const { image, masks, targets, points } = source;
  const steps = selection.outputs.reduce((sum, [, indices]) => sum + indices.length, 0);
  /** `read`, counting. Simulated images are made without a pause, so one is made here for messages to get through. */
  function counted<T>(phase: string, read: (index: number) => Promise<T>) {
    let step = 0;
    return async (index: number) => {
      await setImmediate();
      context.signal.throwIfAborted();
      step += 1;
      context.progress({ phase, step, steps });
      return read(index);
    };
  }
  return {
    ...source,
    image: counted('reading images', image),
    ...(masks && { masks: { ...masks, mask: counted('reading masks', masks.mask) } }),
    ...(targets && { targets: { ...targets, target: counted('reading targets', targets.target) } }),
    ...(points && { points: counted('reading points', points) }),
  };
}
