import { setImmediate } from 'node:timers/promises';
import { dihedralCopies, withDihedralCopies } from '../../imaging/datasets/dihedral.js';
import { inWords } from '../../imaging/datasets/preparation.js';
import type { ImageSource } from '../../imaging/image-source.js';
import { degraded } from '../../imaging/simulate/degrade.js';
import { writeImageSet } from '../artifacts/write-image-set.js';
import { NodeError } from '../define-node.js';
import type { Settings } from './expand.js';
import type { Context } from './run.js';
import type { ImageSelection } from './select.js';

export interface OutputsRequest {
  readonly source: ImageSource;
  readonly selection: ImageSelection;
  /** What is drawn for an image of the source depends on this. */
  readonly position: (index: number) => number;
}

/** Writes the images of each output, with copies and degraded where that is asked for. */
export async function writeOutputs(
  context: Context,
  settings: Settings,
  { source, selection, position }: OutputsRequest,
): Promise<void> {
  const { copies, degrade, normalization, contrast } = settings;
  const perImage = copies === 'dihedral' ? dihedralCopies : 1;
  if (perImage > 1 && source.width !== source.height) {
    const hint = 'Cut square `tile`s, or bring the images to a square with `fit`.';
    throw new NodeError('bad-input', `\`copies\` need square images, these are ${inWords(source)}`, hint);
  }
  const copied = perImage > 1 ? withDihedralCopies(source) : source;
  const place = (index: number) =>
    perImage > 1 ? position(Math.floor(index / perImage)) * perImage + (index % perImage) : position(index);
  const made = degrade ? degraded(copied, degrade, place) : copied;
  const images = selection.outputs.reduce((sum, [, indices]) => sum + indices.length * perImage, 0);
  const all = watched(made, images, context);
  for (const [port, chosen] of selection.outputs) {
    const indices =
      perImage === 1
        ? chosen
        : chosen.flatMap((index) => Array.from({ length: perImage }, (_, copy) => index * perImage + copy));
    await writeImageSet(context.output(port), { source: all, indices, normalization, contrast });
    context.log(`${port}: ${indices.length} images of ${inWords(source)}`);
  }
}

/** The source, stopping where the run stops and saying how far it is. */
function watched(source: ImageSource, steps: number, context: Context): ImageSource {
  const { image, masks, targets, points } = source;
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
