import type { Artifact } from '../../cache/artifact.js';
import type { BlobStore } from '../../cache/blobs/blob-store.js';
import type { PicturesIndex } from '../../nodes/artifacts/pictures.js';
import { formatBytes } from '../format-bytes.js';

/** Files that say in a few lines what an artifact holds, in order of preference. */
const summaries = [
  'table.md',
  'decision.md',
  'means.jsonl',
  'history.jsonl',
  'policy.json',
  'value.json',
  'index.json',
];
/** A longer text is cut: its beginning and its end are what is looked for. */
const linesShown = 40;

/** An artifact in plain text: what it says, where it is small text, and its files. */
export async function viewArtifact(artifact: Artifact, blobs: BlobStore): Promise<string> {
  if (artifact.type === 'folder') return viewFolder(artifact);
  const lines: string[] = [];
  const name = summaries.find((each) => artifact.files.some((file) => file.name === each));
  const summary = artifact.files.find((file) => file.name === name);
  if (summary)
    lines.push(...cut(((await blobs.read(summary))?.toString('utf8') ?? '').trimEnd().split('\n')), '');
  for (const file of artifact.files)
    lines.push(`  ${file.name}  ${formatBytes(file.sizeBytes)}  ${blobs.filePath(file) ?? ''}`.trimEnd());
  return `${lines.join('\n')}\n`;
}

/** What pictures show, and where copies of them lie that other programs open: in the store, files have no endings. */
export async function viewPictures(
  artifact: Artifact,
  blobs: BlobStore,
  copies: readonly string[],
): Promise<string> {
  const index = artifact.files.find(({ name }) => name === 'index.json');
  const { columns, rows } = JSON.parse(String(await blobs.read(index!))) as PicturesIndex;
  const named = [`  from left to right  ${columns.join(', ')}`, `  from top to bottom  ${rows.join(', ')}`];
  const pictures = copies.filter((path) => path.endsWith('.png')).map((path) => `  ${path}`);
  return `${[...named, ...pictures].join('\n')}\n`;
}

/** Files by name, which is how the nodes that read the folder know them. */
function viewFolder({ files }: Artifact): string {
  const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const listed = files.map(({ name, sizeBytes }) => `  ${name}  ${formatBytes(sizeBytes)}`);
  return `${[`  ${files.length} files, ${formatBytes(bytes)}`, ...cut(listed)].join('\n')}\n`;
}

function cut(lines: readonly string[]): readonly string[] {
  if (lines.length <= linesShown) return lines;
  const half = linesShown / 2;
  return [...lines.slice(0, half), `… ${lines.length - linesShown} lines …`, ...lines.slice(-half)];
}
