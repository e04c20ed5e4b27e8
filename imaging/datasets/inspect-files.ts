import { ImageError } from '../image-error.js';
import { mapFiles } from './at-a-time.js';
import type { MaskClasses } from './mask-classes.js';
import { type FolderProblem, type ImageFiles, listed, type Partner } from './pair-files.js';
import { inWords, type Preparation } from './preparation.js';
import {
  digestOfImage,
  maskValues,
  type PreparedImage,
  readImage,
  readMask,
  readPoints,
  readTarget,
} from './read-file.js';

/** What was found in the files of one image. */
interface Finding {
  readonly digest?: string;
  readonly size?: string;
  readonly dtype?: string;
  /** Whether the mask shows any class but the first. */
  readonly hasForeground?: boolean;
  readonly problems: readonly FolderProblem[];
}

/** Decodes files as a run would, each image's once. */
export interface Inspector {
  /** Equal where images show the same pixels; undefined where the image cannot be read. */
  digest(index: number): Promise<string | undefined>;
  /** Everything that would stop a run with these images, not only the first. */
  problems(indices: readonly number[]): Promise<readonly FolderProblem[]>;
}

export function inspectorOf(
  files: readonly ImageFiles[],
  preparation: Preparation,
  classes: MaskClasses | undefined,
): Inspector {
  const findings = new Map<number, Promise<Finding>>();
  const findingOf = (index: number) => {
    const finding = findings.get(index) ?? inspectFiles(files[index]!, preparation, classes);
    findings.set(index, finding);
    return finding;
  };
  return {
    digest: async (index) => (await findingOf(index)).digest,
    async problems(indices) {
      const found = await mapFiles(indices, async (index) => ({
        file: files[index]!,
        ...(await findingOf(index)),
      }));
      return [...found.flatMap(({ problems }) => problems), ...(await compared(found))];
    },
  };
}

async function inspectFiles(
  files: ImageFiles,
  preparation: Preparation,
  classes: MaskClasses | undefined,
): Promise<Finding> {
  const problems: FolderProblem[] = [];
  async function attempt<T>(folder: 'images' | Partner, read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      problems.push({ folder, error });
      return undefined;
    }
  }
  const image = await attempt('images', () => readImage(files.image, preparation));
  if (!image) return { problems };
  const hasForeground = await attempt('masks', () => showsForeground(files, image, preparation, classes));
  const { targets, points } = files;
  if (targets) await attempt('targets', () => readTarget(targets, image, preparation));
  if (points) await attempt('points', () => readPoints(points, image.storedSize, preparation));
  return {
    digest: digestOfImage(image),
    size: inWords(image.size),
    dtype: image.dtype,
    ...(hasForeground !== undefined && { hasForeground }),
    problems,
  };
}

async function showsForeground(
  { masks }: ImageFiles,
  image: PreparedImage,
  preparation: Preparation,
  classes: MaskClasses | undefined,
): Promise<boolean | undefined> {
  if (!masks) return undefined;
  const { shown } = await readMask(masks, image.storedSize, preparation, classes);
  return shown.some((number) => number > 0);
}

/** What is wrong with the files together. */
async function compared(
  found: readonly (Finding & { readonly file: ImageFiles })[],
): Promise<FolderProblem[]> {
  const problems: FolderProblem[] = [];
  const say = (folder: 'images' | Partner, message: string, hint: string) =>
    problems.push({ folder, error: new ImageError(message, hint) });
  const namesBy = (value: (finding: Finding) => string | undefined) => {
    const groups = new Map<string, string[]>();
    for (const finding of found) {
      const key = value(finding);
      if (key === undefined) continue;
      const names = groups.get(key) ?? [];
      names.push(finding.file.name);
      groups.set(key, names);
    }
    return groups;
  };
  const sizes = namesBy(({ size }) => size);
  if (sizes.size > 1) {
    const hint = 'Say with `fit` how to make them equal, or leave some out.';
    say('images', `the images have different sizes: ${inGroups(sizes)}`, hint);
  }
  const dtypes = namesBy(({ dtype }) => dtype);
  if (dtypes.size > 1) {
    const hint = 'Convert them to one kind, or load them as sets of their own.';
    say('images', `the images have different kinds of pixel: ${inGroups(dtypes)}`, hint);
  }
  const masked = found.find(({ hasForeground }) => hasForeground !== undefined);
  if (masked && !found.some(({ hasForeground }) => hasForeground)) {
    const mask = masked.file.masks!;
    const values = (await maskValues(mask)).join(', ');
    say('masks', 'no mask has any foreground', `The mask ${mask.name} holds ${values}.`);
  }
  return problems;
}

/** `512 × 512 px (28: a, b, c and 25 more), 250 × 250 px (1: d)` */
function inGroups(groups: ReadonlyMap<string, readonly string[]>): string {
  return [...groups].map(([what, names]) => `${what} (${names.length}: ${listed(names, 3)})`).join(', ');
}
