import type { Artifact } from '../../cache/artifact.js';
import type { BlobStore } from '../../cache/blobs/blob-store.js';
import { numberFromJson } from '../../nodes/artifacts/json-lines.js';
import type { ScoreTable } from '../../nodes/tabulate/score-table.js';

/** A number of an artifact: a score after an epoch, a mean in a table's cell. */
export interface NamedNumber {
  /** `epoch 60`, or `U-Net 2/44, R at 60` */
  readonly place: string;
  readonly metric: string;
  readonly value: number;
}

/** A number that two artifacts do not have in common; missing where one of them does not have it at all. */
export interface NumberDifference extends Omit<NamedNumber, 'value'> {
  readonly a?: number;
  readonly b?: number;
}

/** The numbers in which two artifacts differ; undefined where they are of types that hold none to compare. */
export async function numberDifferences(
  a: Artifact,
  b: Artifact,
  blobs: BlobStore,
): Promise<readonly NumberDifference[] | undefined> {
  const [before, after] = [await numbersOf(a, blobs), await numbersOf(b, blobs)];
  if (!before || !after) return undefined;
  const idOf = ({ place, metric }: NamedNumber) => `${place}\n${metric}`;
  const earlier = new Map(before.map((number) => [idOf(number), number.value]));
  const later = new Map(after.map((number) => [idOf(number), number.value]));
  const all = new Map([...before, ...after].map((number) => [idOf(number), number]));
  return [...all].flatMap(([id, { place, metric }]) => {
    const [from, to] = [earlier.get(id), later.get(id)];
    if (from === to) return [];
    return [{ place, metric, ...(from !== undefined && { a: from }), ...(to !== undefined && { b: to }) }];
  });
}

async function numbersOf(artifact: Artifact, blobs: BlobStore): Promise<NamedNumber[] | undefined> {
  const read = async (name: string) => {
    const file = artifact.files.find((each) => each.name === name);
    return file && (await blobs.read(file))?.toString('utf8');
  };
  if (artifact.type === 'scores') return meansOf(await read('means.jsonl'));
  if (artifact.type === 'table') return cellsOf(await read('table.json'));
  return undefined;
}

/** What stands in a line of means beside the scores. */
const notScores: ReadonlySet<string> = new Set(['epoch', 'bestEpoch', 'images']);

function meansOf(text: string | undefined): NamedNumber[] | undefined {
  const lines = text?.split('\n').filter((line) => line !== '');
  return lines?.flatMap((line) => {
    const means = JSON.parse(line) as Readonly<Record<string, unknown>>;
    return Object.entries(means).flatMap(([metric, given]) => {
      const value = notScores.has(metric) ? undefined : numberFromJson(given);
      return value === undefined ? [] : [{ place: `epoch ${means['epoch']}`, metric, value }];
    });
  });
}

function cellsOf(text: string | undefined): NamedNumber[] | undefined {
  if (text === undefined) return undefined;
  const { value: metric, columns, rows } = JSON.parse(text) as ScoreTable & { readonly value: string };
  return rows.flatMap(({ labels, cells }) =>
    cells.flatMap((cell, at) => {
      const value = numberFromJson(cell?.mean);
      return value === undefined ? [] : [{ place: `${labels.join(', ')} at ${columns[at]}`, metric, value }];
    }),
  );
}
