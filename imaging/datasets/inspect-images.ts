import { digestOfPixels } from '../image-digest.js';
import { ImageError } from '../image-error.js';
import { mapFiles } from './at-a-time.js';
import { compareImages } from './compare-images.js';
import { firstProblems } from './first-problems.js';
import type { FilesProblem, ListedImage, Role, StoredImage } from './listed-image.js';
import { inWords as nameOf } from './listed-image.js';
import { inWords } from './preparation.js';
import {
  type PreparedImage,
  type PreparedMask,
  type Reading,
  readImage,
  readMask,
  readPoints,
  readTarget,
} from './read-images.js';
import type { StoredFiles } from './stored-files.js';
import { cutTile } from './tiles.js';

/** What was found in the files of one image. */
export interface Finding {
  readonly name: string;
  readonly size?: string;
  readonly dtype?: string;
  readonly mask?: StoredImage;
  /** Whether the mask shows any class but the first, and otherwise values that it has in place of one. */
  readonly hasForeground?: boolean;
  readonly unlisted?: readonly string[];
  readonly problems: readonly FilesProblem[];
}

/** Decodes files as a run would, each image's once, tiles of one together. */
export interface Inspector {
  /** Of the image's pixels; undefined where it cannot be read. */
  digest(index: number): Promise<string | undefined>;
  /** What would stop a run with these images, not only the first. */
  problems(indices: readonly number[]): Promise<readonly FilesProblem[]>;
}

export function inspectorOf(
  files: StoredFiles,
  images: readonly ListedImage[],
  reading: Reading,
  /** Whether values of a mask that are in no class are a problem. */
  unlisted: 'warn' | 'error',
): Inspector {
  const { tile } = reading.preparation;
  const digests: (string | undefined)[] = new Array(images.length);
  const findings = new Map<StoredImage, Promise<Finding>>();
  const tiles = tile ? byImage(images) : undefined;

  const findingOf = (index: number) => {
    const { image } = images[index]!;
    const finding = findings.get(image) ?? inspect(index);
    findings.set(image, finding);
    return finding;
  };

  async function inspect(index: number): Promise<Finding> {
    const listed = images[index]!;
    const name = tile ? nameOf(listed.image) : listed.name;
    const problems: FilesProblem[] = [];
    async function attempt<T>(role: Role, read: () => Promise<T>): Promise<T | undefined> {
      try {
        return await read();
      } catch (error) {
        if (!(error instanceof ImageError)) throw error;
        problems.push({ role, error });
        return undefined;
      }
    }
    const image = await attempt('images', () => readImage(files, listed.image, reading));
    if (!image) return { name, problems };
    for (const piece of tiles?.get(listed.image) ?? [index])
      digests[piece] = digestOf(image, images[piece]!, reading);
    const { masks, targets, points } = listed;
    const mask = masks && (await attempt('masks', () => readMask(files, masks, image.storedSize, reading)));
    if (masks && mask && unlisted === 'error' && mask.unlisted.length > 0) {
      problems.push({ role: 'masks', error: unlistedValues(masks, mask) });
    }
    if (targets) await attempt('targets', () => readTarget(files, targets, image, reading));
    if (points) await attempt('points', () => readPoints(files, points, image.storedSize, reading));
    return {
      name,
      // Tiles have one size whatever the images have.
      ...(!tile && { size: inWords(image.size) }),
      dtype: image.dtype,
      ...(masks && mask && maskFinding(masks, mask)),
      problems,
    };
  }
  return {
    async digest(index) {
      await findingOf(index);
      return digests[index];
    },
    async problems(indices) {
      const sources = [...new Map(indices.map((index) => [images[index]!.image, index])).values()];
      const found = await mapFiles(sources, findingOf);
      return [...firstProblems(found.flatMap(({ problems }) => problems)), ...compareImages(found)];
    },
  };
}

function maskFinding(stored: StoredImage, { shown, unlisted }: PreparedMask): Partial<Finding> {
  const hasForeground = shown.some((number) => number > 0);
  if (hasForeground) return { mask: stored, hasForeground };
  return { mask: stored, hasForeground, unlisted: unlisted.slice(0, 8).map(({ value }) => value) };
}

function byImage(images: readonly ListedImage[]): Map<StoredImage, number[]> {
  const pieces = new Map<StoredImage, number[]>();
  for (const [index, { image }] of images.entries()) {
    const known = pieces.get(image);
    if (known) known.push(index);
    else pieces.set(image, [index]);
  }
  return pieces;
}

function digestOf({ pixels, size }: PreparedImage, listed: ListedImage, { preparation }: Reading): string {
  const { tile } = preparation;
  if (!tile || !listed.tile) return digestOfPixels(pixels, size);
  return digestOfPixels(cutTile(pixels, size, listed.tile, tile), { height: tile.size, width: tile.size });
}

function unlistedValues(stored: StoredImage, { unlisted }: PreparedMask): ImageError {
  const shown = unlisted.slice(0, 3).map(({ value, share }) => `${value} (${(100 * share).toFixed(1)} %)`);
  const rest = unlisted.length > 3 ? ` and ${unlisted.length - 3} more` : '';
  return new ImageError(
    `the mask ${nameOf(stored)} holds values that are neither background nor listed: ${shown.join(', ')}${rest}`,
    'List them, or set `unlisted` to "warn" to count them as background.',
  );
}
