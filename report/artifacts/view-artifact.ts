import type { Artifact } from '../../cache/artifact.js';
import type { BlobStore } from '../../cache/blobs/blob-store.js';
import { formatBytes } from '../format-bytes.js';

/** Files that say in a few lines what an artifact holds, in order of preference. */
const summaries = ['table.md', 'means.jsonl', 'history.jsonl', 'policy.json', 'value.json', 'index.json'];
/** A longer text is cut: its beginning and its end are what is looked for. */
const linesShown = 40;

/** An artifact in plain text: what it says, where it is small text, and its files. */
export async function viewArtifact(artifact: Artifact, blobs: BlobStore): Promise<string> {
  const lines: string[] = [];
  const name = summaries.find((each) => artifact.files.some((file) => file.name === each));
  const summary = artifact.files.find((file) => file.name === name);
  if (summary)
    lines.push(...cut(((await blobs.read(summary))?.toString('utf8') ?? '').trimEnd().split('\n')), '');
  for (const file of artifact.files)
    lines.push(`  ${file.name}  ${formatBytes(file.sizeBytes)}  ${blobs.filePath(file) ?? ''}`.trimEnd());
  return `${lines.join('\n')}\n`;
}

function cut(lines: readonly string[]): readonly string[] {
  if (lines.length <= linesShown) return lines;
  const half = linesShown / 2;
  return [...lines.slice(0, half), `… ${lines.length - linesShown} lines …`, ...lines.slice(-half)];
}
