import { setImmediate } from 'node:timers/promises';
import { openImageFiles } from '../../imaging/datasets/image-files.js';
import { ImageError } from '../../imaging/image-error.js';
import type { ImageSource } from '../../imaging/image-source.js';
import { simulateNanoparticles } from '../../imaging/simulate/nanoparticles.js';
import { writeImageSet } from '../artifacts/image-set.js';
import { type ContextOf, NodeError } from '../define-node.js';
import type { inputs, outputs, params } from './definition.js';
import { type ImageSelection, selectImages } from './select.js';
import { type UnlistedValues, warningOfUnlisted } from './unlisted-values.js';

type Context = ContextOf<typeof params, typeof inputs, typeof outputs>;

/** Writes each output image by image; no more than one is in memory at a time. */
export async function run(context: Context): Promise<void> {
  const { normalization, contrast } = context.params;
  const selection = selectImages(context.params, context.files);
  const [problem] = selection.problems;
  if (problem) throw new NodeError('bad-input', problem.message, problem.hint);
  try {
    const unlisted: UnlistedValues[] = [];
    const source = watched(await openSource(context, selection, unlisted), selection, context);
    for (const [port, indices] of selection.outputs) {
      await writeImageSet(context.output(port), { source, indices, normalization, contrast });
      context.log(`${port}: ${indices.length} images of ${source.width} × ${source.height} px`);
    }
    const warning = warningOfUnlisted(unlisted);
    if (warning !== undefined) context.warn(warning);
  } catch (error) {
    if (error instanceof ImageError) throw new NodeError('bad-input', error.message, error.hint);
    throw error;
  }
}

/** Puts what is found in the masks, as they are read, into `unlisted`. */
async function openSource(
  { params }: Context,
  selection: ImageSelection,
  unlisted: UnlistedValues[],
): Promise<ImageSource> {
  if (params.simulate) return simulateNanoparticles(params.simulate);
  const first = selection.taken[0];
  if (first === undefined) throw new Error('bug: a selection without images has no problem');
  return openImageFiles(selection.files, params, first, (name, mask) => {
    unlisted.push({ name, values: mask.unlisted });
  });
}

/** The source, stopping where the run stops and saying how far it is. */
function watched(source: ImageSource, selection: ImageSelection, context: Context): ImageSource {
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
    image: counted('reading images', source.image),
    ...(source.mask && { mask: counted('reading masks', source.mask) }),
  };
}
