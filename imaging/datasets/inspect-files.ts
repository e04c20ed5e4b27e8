import { ImageError } from '../image-error.js';
import { type LabelledFile, listed } from './pair-files.js';
import { inWords, maskValues, type Preparation, readImage, readMask } from './read-file.js';

/** Decoding runs on libuv's four threads; more files at a time would only take memory. */
const filesAtATime = 4;

export interface Inspection {
  readonly imageProblems: readonly ImageError[];
  readonly maskProblems: readonly ImageError[];
}

/** What was found in one file and its mask. */
interface Finding {
  readonly size?: string;
  readonly dtype?: string;
  readonly hasForeground?: boolean;
  readonly imageError?: ImageError;
  readonly maskError?: ImageError;
}

/** Decodes every file as a run would, and returns everything that would stop it, not only the first. */
export async function inspectFiles(
  files: readonly LabelledFile[],
  preparation: Preparation,
): Promise<Inspection> {
  const findings: Finding[] = new Array(files.length);
  let next = 0;
  async function inspectNext() {
    while (next < files.length) {
      const index = next++;
      findings[index] = await inspectFile(files[index]!, preparation);
    }
  }
  await Promise.all(Array.from({ length: filesAtATime }, inspectNext));

  const imageProblems = findings.flatMap(({ imageError }) => imageError ?? []);
  const maskProblems = findings.flatMap(({ maskError }) => maskError ?? []);
  const namesBy = (value: (finding: Finding) => string | undefined) => {
    const groups = new Map<string, string[]>();
    for (const [index, finding] of findings.entries()) {
      const key = value(finding);
      if (key === undefined) continue;
      const names = groups.get(key) ?? [];
      names.push(files[index]!.name);
      groups.set(key, names);
    }
    return groups;
  };
  const sizes = namesBy(({ size }) => size);
  if (sizes.size > 1) {
    const message = `the images have different sizes: ${inGroups(sizes)}`;
    imageProblems.push(new ImageError(message, 'Say with `fit` how to make them equal, or leave some out.'));
  }
  const dtypes = namesBy(({ dtype }) => dtype);
  if (dtypes.size > 1) {
    const message = `the images have different kinds of pixel: ${inGroups(dtypes)}`;
    imageProblems.push(
      new ImageError(message, 'Convert them to one kind, or load them as sets of their own.'),
    );
  }
  const masked = findings.findIndex(({ hasForeground }) => hasForeground !== undefined);
  if (masked !== -1 && !findings.some(({ hasForeground }) => hasForeground)) {
    const { mask } = files[masked]!;
    const values = (await maskValues(mask!)).join(', ');
    maskProblems.push(
      new ImageError('no mask has any foreground', `The mask ${mask!.name} holds ${values}.`),
    );
  }
  return { imageProblems, maskProblems };
}

async function inspectFile(file: LabelledFile, preparation: Preparation): Promise<Finding> {
  let image: Awaited<ReturnType<typeof readImage>>;
  try {
    image = await readImage(file.image, preparation);
  } catch (error) {
    return { imageError: expected(error) };
  }
  const found = { size: inWords(image.size), dtype: image.dtype };
  if (!file.mask) return found;
  try {
    const { hasForeground } = await readMask(file.mask, image.storedSize, preparation);
    return { ...found, hasForeground };
  } catch (error) {
    return { ...found, maskError: expected(error) };
  }
}

function expected(error: unknown): ImageError {
  if (error instanceof ImageError) return error;
  throw error;
}

/** `512 × 512 px (28: a, b, c and 25 more), 250 × 250 px (1: d)` */
function inGroups(groups: ReadonlyMap<string, readonly string[]>): string {
  return [...groups].map(([what, names]) => `${what} (${names.length}: ${listed(names, 3)})`).join(', ');
}
