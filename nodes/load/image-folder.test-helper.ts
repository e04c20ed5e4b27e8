import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import sharp from 'sharp';
import { completeParams, inputFiles } from '../test-node.js';
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
  files: Readonly<Record<string, Uint8Array>>,
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

/** What is wrong with the files of these params, as `path: message`. */
export async function inspected(written: Record<string, unknown>): Promise<string[]> {
  const params = completeParams(load, written);
  const selection = { kind: 'folder', extensions: ['.png', '.tif', '.jpg'] } as const;
  const path = await inputFiles(params.path, selection);
  const files = params.masks ? { path, masks: await inputFiles(params.masks, selection) } : { path };
  const problems = await load.inspect!(params, files);
  return problems.map((problem) => `${problem.path.join('.')}: ${problem.message}`);
}
