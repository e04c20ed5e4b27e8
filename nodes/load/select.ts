import { type LabelledFile, listed, nameOf, pairFiles } from '../../imaging/datasets/pair-files.js';
import { ascending, mapNames, orderOf, type Part, splitImages } from '../../imaging/datasets/split.js';
import type { ImageError } from '../../imaging/image-error.js';
import { nanoparticleNames } from '../../imaging/simulate/nanoparticles.js';
import { randomAt } from '../../random/random.js';
import type { InputFile, Problem } from '../define-node.js';
import type { LoadParams } from './params.js';

/** Which images there are, and which output gets which of them. */
export interface ImageSelection {
  /** Sorted by name, without the excluded ones; none where the images are simulated. */
  readonly files: readonly LabelledFile[];
  /** What `take` leaves, ascending; like those of the outputs, places among the files or the simulated images. */
  readonly taken: readonly number[];
  readonly outputs: readonly (readonly ['images' | Part, readonly number[]])[];
  readonly problems: readonly Problem[];
}

type Files = Readonly<Record<string, readonly InputFile[]>>;

/** Applies `exclude`, `take` and `split`, in this order, to the names of the images. */
export function selectImages(params: LoadParams, files: Files): ImageSelection {
  const { simulate, take, splitOrder, splitSeed } = params;
  const problems: Problem[] = [];
  const existing = simulate
    ? nanoparticleNames(simulate.count)
    : (files['path'] ?? []).map((file) => nameOf(file.name));
  const known = new Set(existing);
  // Users may write an image's name as their file manager shows it, with the extension.
  const resolved = (name: string) => (!known.has(name) && known.has(nameOf(name)) ? nameOf(name) : name);
  const exclude = params.exclude.map(resolved);
  const split = params.split && mapNames(params.split, resolved);
  const unknown = exclude.filter((name) => !known.has(name));
  if (unknown.length > 0) {
    const hint = 'Images are called by their path in the folder.';
    problems.push({ path: ['exclude'], message: `there is no image called ${listed(unknown)}`, hint });
  }
  const paired = simulate ? [] : pairedFiles(params, exclude, files, problems);
  const names = simulate ? existing : paired.map((file) => file.name);

  const excluded = new Set(exclude);
  const random = splitOrder === 'random' ? randomAt({ stream: 'load/order', seed: splitSeed }) : undefined;
  const ordered = orderOf(names, random);
  const available = excluded.size === 0 ? ordered : ordered.filter((index) => !excluded.has(names[index]!));
  if (take !== undefined && take > available.length) {
    problems.push({ path: ['take'], message: `there are only ${available.length} images, not ${take}` });
  }
  const order = available.slice(0, take);
  const taken = ascending(order);
  // Without images there is nothing more to say of how they are split.
  if (split === undefined || taken.length === 0) {
    return { files: paired, taken, outputs: [['images', taken]], problems };
  }
  const { selection, problems: splitProblems } = splitImages(names, order, split);
  for (const message of splitProblems) problems.push({ path: ['split'], message });
  return { files: paired, taken, outputs: Object.entries(selection) as [Part, number[]][], problems };
}

function pairedFiles(
  params: LoadParams,
  exclude: readonly string[],
  files: Files,
  problems: Problem[],
): readonly LabelledFile[] {
  const masks = params.masks === undefined ? undefined : (files['masks'] ?? []);
  const pairing = pairFiles(files['path'] ?? [], masks, exclude);
  problems.push(...toProblems('path', pairing.imageProblems), ...toProblems('masks', pairing.maskProblems));
  return pairing.files;
}

export function toProblems(param: 'path' | 'masks', errors: readonly ImageError[]): Problem[] {
  return errors.map(({ message, hint }) => ({ path: [param], message, ...(hint && { hint }) }));
}
