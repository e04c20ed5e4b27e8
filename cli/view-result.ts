import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BlobStore } from '../cache/blobs/blob-store.js';
import { copyResult, resultFolders } from './copy-results.js';
import { fileAsJson } from './file-as-json.js';
import type { Result } from './results-of.js';

const pictured: readonly string[] = ['image-set', 'pictures'];

/**
 * Where what there is to see of each result is written; undefined where nothing is. People get it in the temporary
 * folder unless they say where: a command that only looks leaves nothing behind in the project or its store. A script,
 * which reads JSON, says where it wants it.
 */
export async function pictureFolders(
  results: readonly Result[],
  { to, json }: { readonly to?: string; readonly json?: true },
): Promise<ReadonlyMap<Result, string> | undefined> {
  const seen = results.filter(({ artifact }) => pictured.includes(artifact.type));
  if (seen.length === 0 || (json && to === undefined)) return undefined;
  return resultFolders(seen, to ?? (await mkdtemp(join(tmpdir(), 'micrograph-show-'))));
}

/** What a result says, for people; pictures go into `folder`. */
export async function resultAsText(
  result: Result,
  blobs: BlobStore,
  folder: string | undefined,
): Promise<string> {
  if (result.artifact.type === 'image-set') {
    const { summaryLines } = await import('../report/artifacts/image-set/summary-lines.js');
    const { summary, sheet } = await lookAtImages(result, blobs, folder);
    const lines = summaryLines(summary, result.port, process.stdout.isTTY ? 'blocks' : 'letters');
    return namedLines(sheet === undefined ? lines : [...lines, ['contact sheet', sheet]]);
  }
  const { viewArtifact, viewPictures } = await import('../report/artifacts/view-artifact.js');
  if (result.artifact.type === 'pictures' && folder !== undefined) {
    return viewPictures(result.artifact, blobs, await copyResult(result, blobs, folder));
  }
  return viewArtifact(result.artifact, blobs);
}

/** The same for programs. */
export async function resultAsJson(
  result: Result,
  blobs: BlobStore,
  folder: string | undefined,
): Promise<object> {
  const { instance, port, artifact } = result;
  const files = await Promise.all(artifact.files.map((each) => fileAsJson(each, blobs)));
  const shown = { instance, port, ...artifact, files };
  if (artifact.type === 'image-set') return { ...shown, ...(await lookAtImages(result, blobs, folder)) };
  if (artifact.type !== 'pictures' || folder === undefined) return shown;
  return { ...shown, pictures: await copyResult(result, blobs, folder) };
}

async function lookAtImages(result: Result, blobs: BlobStore, folder: string | undefined) {
  const { viewImageSet } = await import('../report/artifacts/view-image-set.js');
  const { set, summary } = await viewImageSet(result.artifact, result.siblings, blobs);
  if (folder === undefined) return { summary };
  const { contactSheet } = await import('../report/artifacts/contact-sheet/contact-sheet.js');
  await mkdir(folder, { recursive: true });
  const sheet = join(folder, 'contact-sheet.png');
  await writeFile(sheet, await contactSheet(set, `${result.instance}.${result.port}`));
  return { summary, sheet };
}

function namedLines(lines: readonly (readonly [string, string])[]): string {
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, text]) => `  ${name.padEnd(width)}  ${text}\n`).join('');
}
