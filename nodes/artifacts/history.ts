import type { OutputArtifact } from '../run-context.js';
import { jsonLines } from './json-lines.js';

/**
 * What was measured in one epoch: numbers, and short texts that say something of the epoch, such as `stuck`. JSON has
 * no infinite numbers: these are the strings "Infinity" and "-Infinity". There are no times, which would differ from
 * run to run.
 */
export type HistoryLine = { readonly epoch: number } & Readonly<Record<string, number | string>>;

/** The history's line for these numbers and texts. */
export function historyLine(
  epoch: number,
  numbers: Readonly<Record<string, number>>,
  texts: Readonly<Record<string, string>>,
): HistoryLine {
  const written = Object.entries(numbers).map(([name, value]) => [
    name,
    Number.isFinite(value) ? value : String(value),
  ]);
  return { epoch, ...Object.fromEntries(written), ...texts };
}

export async function writeHistory(output: OutputArtifact, history: readonly HistoryLine[]): Promise<void> {
  await output.write('history.jsonl', jsonLines(history));
}
