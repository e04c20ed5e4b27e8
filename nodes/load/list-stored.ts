import { readFile } from 'node:fs/promises';
import { stemOf } from '../../imaging/datasets/extensions.js';
import { type LabelledImages, labelByFolder } from '../../imaging/datasets/labels.js';
import { listImages } from '../../imaging/datasets/list-images.js';
import type { FilesProblem } from '../../imaging/datasets/listed-image.js';
import type { Split } from '../../imaging/datasets/split.js';
import { parseSplitFile, splitByFile, withListedNames } from '../../imaging/datasets/split-file.js';
import type { StoredFiles } from '../../imaging/datasets/stored-files.js';
import type { InputFile, Problem } from '../define-node.js';
import type { Settings } from './expand.js';
import { type Listing, missing, ordered } from './listing.js';
import { readingOf } from './reading.js';
import { type Files, filesOfRoles } from './role-files.js';

/** The images in files. Everything that is wrong with what there is becomes a problem. */
export async function listStored(settings: Settings, files: Files, stored: StoredFiles): Promise<Listing> {
  const { exclude, minForeground } = settings;
  const { roles, problems: absent } = filesOfRoles(settings, files);
  const list = await listImages(stored, {
    roles,
    reading: readingOf(settings),
    excluded: new Set(exclude.flatMap((name) => [name, stemOf(name)])),
    minForeground,
  });
  const unknown = exclude.filter((name) => !list.found.has(name) && !list.found.has(stemOf(name)));
  const problems = [...absent, ...missing(unknown), ...toProblems(list.problems, settings)];
  const names = list.images.map(({ name }) => name);
  if (list.bare > 0 && names.length === 0) {
    const message = `no mask has ${minForeground} pixels of foreground`;
    problems.push({ path: ['minForeground'], message });
  }
  const images = { names, images: list.images, bare: list.bare, labels: labelsOf(names, settings, problems) };
  const split = await writtenSplit(settings, files.named['splitFile']?.[0], problems);
  return { ...images, ...ordered(settings, images, split), problems };
}

export function toProblems(problems: readonly FilesProblem[], { from }: Settings): Problem[] {
  return problems.map(({ role, error: { message, hint } }) => ({
    path: from?.[role] !== undefined ? ['from', role] : [role === 'images' ? 'path' : role],
    message,
    ...(hint && { hint }),
  }));
}

/** The split with the names that a file lists. */
async function writtenSplit(
  { split, splitFile }: Settings,
  file: InputFile | undefined,
  problems: Problem[],
): Promise<Split | undefined> {
  if (splitFile === undefined || file === undefined) return split as Split | undefined;
  const { listed: names, problems: inFile } = parseSplitFile(await readFile(file.path, 'utf8'), file.name);
  const { split: complete, problems: inSplit } = withListedNames(split ?? splitByFile, names, file.name);
  for (const message of [...inFile, ...inSplit]) problems.push({ path: ['splitFile'], message });
  return complete;
}

function labelsOf(
  names: readonly string[],
  { labels }: Settings,
  problems: Problem[],
): LabelledImages | undefined {
  if (labels === undefined || names.length === 0) return undefined;
  const labelled = labelByFolder(names, labels === 'folder' ? undefined : labels);
  const hint = 'The class of an image is the name of its top folder in `path`.';
  for (const message of labelled.problems) problems.push({ path: ['labels'], message, hint });
  return labelled;
}
