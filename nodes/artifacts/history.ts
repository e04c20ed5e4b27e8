import type { OutputArtifact } from '../run-context.js';
import { jsonLines } from './json-lines.js';

/** What was measured in one epoch. It holds no times, which would differ from run to run. */
export type HistoryLine = { readonly epoch: number } & Readonly<Record<string, number>>;

export async function writeHistory(output: OutputArtifact, history: readonly HistoryLine[]): Promise<void> {
  await output.write('history.jsonl', jsonLines(history));
}
