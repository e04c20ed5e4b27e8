import { listed } from './pair-files.js';

/** Classes of images. */
export interface LabelledImages {
  /** Names of the classes by number. */
  readonly names: readonly string[];
  /** The number of each image's class; −1 where `problems` says why it has none. */
  readonly numbers: readonly number[];
  readonly problems: readonly string[];
}

/**
 * The class of an image is the top folder of its name. `classes` fixes which there are and in which order; without
 * it they are the folders that there are, sorted.
 */
export function labelByFolder(
  imageNames: readonly string[],
  classes: readonly string[] | undefined,
): LabelledImages {
  const folders = imageNames.map((name) =>
    name.includes('/') ? name.slice(0, name.indexOf('/')) : undefined,
  );
  const existing = [...new Set(folders.filter((folder) => folder !== undefined))].sort();
  const names = classes ?? existing;
  const numberOf = new Map(names.map((name, number) => [name, number]));
  const numbers = folders.map((folder) => (folder === undefined ? -1 : (numberOf.get(folder) ?? -1)));

  const problems: string[] = [];
  const bare = imageNames.filter((_, index) => folders[index] === undefined);
  if (bare.length > 0) problems.push(`no class for ${listed(bare)}: not in a sub-folder`);
  const unknown = existing.filter((folder) => !numberOf.has(folder));
  if (unknown.length > 0) problems.push(`no class is called like the folder ${listed(unknown)}`);
  if (names.length < 2)
    problems.push(`there are no classes to tell apart: the only folder is ${existing[0]}`);
  return { names, numbers, problems };
}
