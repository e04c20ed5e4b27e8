import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import sharp from 'sharp';
import { openImageSet } from '../artifacts/image-set.js';
import type { Problem } from '../define-node.js';
import type { InputArtifact } from '../run-context.js';
import { completeParams, namedFiles } from '../test-node.js';
import { load } from './definition.js';

export type Pixels = readonly number[];

/** A PNG of 8 bits, grey or RGB. */
export async function png(width: number, pixels: Pixels, channels: 1 | 3 = 1): Promise<Buffer> {
  const height = pixels.length / width / channels;
  const image = sharp(Uint8Array.from(pixels), { raw: { width, height, channels } });
  return (channels === 1 ? image.toColourspace('b-w') : image).png().toBuffer();
}

/** A temporary folder with these files. */
export async function folderOf(
  t: ExecutionContext,
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'load-test-'));
  t.teardown(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

/** Images of 2 × 2 pixels whose values are their number, in two sub-folders; masks are red where foreground. */
export async function labelledFolder(t: ExecutionContext, count = 10): Promise<string> {
  const files: Record<string, Buffer> = {};
  for (let i = 0; i < count; i++) {
    const name = `${i % 2 === 0 ? 'even' : 'odd'}/${i}.png`;
    files[`images/${name}`] = await png(2, [i, i, i, i + 4]);
    files[`masks/${name}`] = await png(2, [255, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 255], 3);
  }
  return folderOf(t, files);
}

/** What the schema accepts and the definition refuses, as `path: message`. */
export function checked(written: Record<string, unknown>): string[] {
  return inLines(load.check!(completeParams(load, written)));
}

/** What is wrong with the files of these params, as `path: message`. */
export async function inspected(written: Record<string, unknown>): Promise<string[]> {
  const params = completeParams(load, written);
  return inLines(await load.inspect!(params, await namedFiles(load, params)));
}

function inLines(problems: readonly Problem[]): string[] {
  return problems.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

/** Everything that a set holds of its images; intensities in 8-bit grey values where they were such. */
export async function content(artifact: InputArtifact) {
  const set = await openImageSet(artifact);
  const { classes, images, points, labels } = set.truths;
  const read = (write: (into: Float32Array) => void) => {
    const pixels = new Float32Array(set.height * set.width);
    write(pixels);
    return [...pixels];
  };
  const inGrey = (values: readonly number[]) => values.map((value) => Math.round(value * 255));
  return Array.from({ length: set.count }, (_, i) => {
    const image = read((into) => set.readImage(i, into));
    return {
      name: set.name(i),
      image,
      grey: inGrey(image),
      mask: classes ? read((into) => set.readMask(i, into)) : [],
      ...(images && { target: inGrey(read((into) => set.readTarget(i, into))) }),
      ...(points && { points: set.points(i) }),
      ...(labels && { label: set.label(i) }),
    };
  });
}

/** The messages of these warnings. */
export function warnings(logs: readonly { readonly level: string; readonly message: string }[]): string[] {
  return logs.filter(({ level }) => level === 'warn').map(({ message }) => message);
}
