import { relative } from 'node:path';
import type { Artifact } from '../../cache/artifact.js';
import { BlobStore } from '../../cache/blobs/blob-store.js';
import { RecordStore } from '../../cache/records/record-store.js';
import { instanceName } from '../../engine/graph/graph.js';
import { eventLogPath } from '../../engine/run/event-log.js';
import type { RunResult } from '../../engine/run/run-request.js';
import { print } from '../print.js';

/** After a run: every table that it ends in, and where everything lies. */
export async function printResults(result: RunResult, storeFolder: string, asked: Asked): Promise<void> {
  if (!result.planning) return;
  const [table] = await printTables(result, storeFolder);
  const shown = (path: string) => relative(process.cwd(), path) || '.';
  print(`\nstore   ${shown(storeFolder)}`);
  print(`events  ${shown(eventLogPath(storeFolder, result.run))}`);
  if (table !== undefined) print(`table   ${exportCommand(table, asked)}`);
}

/** Prints every table that a run ends in; returns the names of the instances that made them. */
export async function printTables({ planning }: RunResult, storeFolder: string): Promise<readonly string[]> {
  if (!planning) return [];
  const { planner } = planning;
  const tables: { readonly name: string; readonly artifact: Artifact }[] = [];
  for (let id = 0; id < planner.graph.instanceCount; id++) {
    for (const artifact of Object.values(planner.outputs(id) ?? {})) {
      if (artifact.type === 'table') tables.push({ name: instanceName(planner.graph, id), artifact });
    }
  }
  const records = tables.length > 0 ? RecordStore.openExisting(storeFolder) : undefined;
  const blobs = new BlobStore(storeFolder, records?.smallBlobs);
  for (const { name, artifact } of tables) {
    const markdown = artifact.files.find((each) => each.name === 'table.md');
    const text = markdown && (await blobs.read(markdown));
    if (text) print(`\n${name}\n\n${text.toString('utf8').trimEnd()}`);
  }
  await records?.close();
  return tables.map(({ name }) => name);
}

/** What the run was asked for, as far as it says where its results are. */
interface Asked {
  readonly file: string;
  readonly store?: string;
  readonly set: Readonly<Record<string, unknown>>;
}

function exportCommand(instance: string, { file, store, set }: Asked): string {
  const variables = Object.entries(set).flatMap(([name, value]) => [
    '--set',
    `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  ]);
  const options = [...(store === undefined ? [] : ['--store', store]), ...variables];
  return ['micrograph', 'export', file, instance, ...options, '--to', 'results'].map(quoted).join(' ');
}

/** As the shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w./=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
