import type { Figure } from '../../figure.js';
import { asFigure, type Compared, compareWithPeers } from './compare.js';
import { Harness } from './harness.js';
import { peersTable, writePeersTable } from './table.js';

/** Our engine side by side with others. Where all of it was asked for, the table in RESULTS.md is written anew. */
export async function* peerFigures(options: {
  /** Where the harness is, with a subfolder for each engine. */
  readonly folder: string;
  readonly engines: readonly string[];
  readonly sizes: readonly number[];
  readonly rounds: number;
  readonly writesTable: boolean;
}): AsyncGenerator<Figure> {
  const all: Compared[] = [];
  for await (const compared of compareWithPeers({ ...options, harness: new Harness(options.folder) })) {
    all.push(...compared);
    yield asFigure(compared);
  }
  if (options.writesTable) writePeersTable(peersTable(all));
}
