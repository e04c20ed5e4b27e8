import type { Artifact } from '../../cache/artifact.js';
import type { BlobStore } from '../../cache/blobs/blob-store.js';
import { numberFromJson } from '../../nodes/artifacts/json-lines.js';
import type { ScoreTable } from '../../nodes/tabulate/score-table.js';

/** A number that two artifacts do not have in common. */
export interface NumberDifference {
  /** `epoch 60`, or `U-Net 2/44, R at epoch 60` */
  readonly place: string;
  readonly metric: string;
  /** Missing where the artifact does not have it. */
  readonly a?: number;
  readonly b?: number;
}

/** The numbers in which two artifacts differ; undefined where they are of types that hold none to compare. */
export async function numberDifferences(
  a: Artifact,
  b: Artifact,
  blobs: BlobStore,
): Promise<readonly NumberDifference[] | undefined> {
  const [ofA, ofB] = [await numbersOf(a, blobs), await numbersOf(b, blobs)];
  if (!ofA || !ofB) return undefined;
  const [before, after] = withCommonEpochs(ofA, ofB);
  const idOf = ({ row, column, metric }: PlacedNumber) => JSON.stringify([row, column, metric]);
  const earlier = new Map(before.map((number) => [idOf(number), number.value]));
  const later = new Map(after.map((number) => [idOf(number), number.value]));
  const all = new Map([...before, ...after].map((number) => [idOf(number), number]));
  return [...all].flatMap(([id, { row, column, metric }]) => {
    const [from, to] = [earlier.get(id), later.get(id)];
    if (from === to) return [];
    const when = typeof column === 'number' ? `epoch ${column}` : column;
    const place = row === undefined ? when : `${row} at ${when}`;
    return [{ place, metric, ...(from !== undefined && { a: from }), ...(to !== undefined && { b: to }) }];
  });
}

interface PlacedNumber {
  /** The labels of a table's row. */
  readonly row?: string;
  /** An epoch, or the name of what was judged in the network's place. */
  readonly column: number | string;
  readonly metric: string;
  readonly value: number;
}

/** Trainings that have no epoch in common, as after five and after ten, are compared by their last one. */
function withCommonEpochs(
  a: readonly PlacedNumber[],
  b: readonly PlacedNumber[],
): [readonly PlacedNumber[], readonly PlacedNumber[]] {
  const epochs = epochsOf(b);
  if (epochsOf(a).some((epoch) => epochs.includes(epoch))) return [a, b];
  return [lastEpochOnly(a), lastEpochOnly(b)];
}

function epochsOf(numbers: readonly PlacedNumber[]): number[] {
  const epochs = numbers.map(({ column }) => column).filter((column) => typeof column === 'number');
  return [...new Set(epochs)];
}

function lastEpochOnly(numbers: readonly PlacedNumber[]): PlacedNumber[] {
  const last = Math.max(...epochsOf(numbers));
  return numbers.flatMap((number) => {
    if (typeof number.column !== 'number') return [number];
    return number.column === last ? [{ ...number, column: 'the last epoch' }] : [];
  });
}

async function numbersOf(artifact: Artifact, blobs: BlobStore): Promise<PlacedNumber[] | undefined> {
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

function meansOf(text: string | undefined): PlacedNumber[] | undefined {
  const lines = text?.split('\n').filter((line) => line !== '');
  return lines?.flatMap((line) => {
    const means = JSON.parse(line) as { readonly epoch: number; readonly [name: string]: unknown };
    return Object.entries(means).flatMap(([metric, given]) => {
      const value = notScores.has(metric) ? undefined : numberFromJson(given);
      return value === undefined ? [] : [{ column: means.epoch, metric, value }];
    });
  });
}

function cellsOf(text: string | undefined): PlacedNumber[] | undefined {
  if (text === undefined) return undefined;
  const { value: metric, columns, rows } = JSON.parse(text) as ScoreTable & { readonly value: string };
  return rows.flatMap(({ labels, cells }) =>
    cells.flatMap((cell, at) => {
      const value = numberFromJson(cell?.mean);
      return value === undefined ? [] : [{ row: labels.join(', '), column: columns[at]!, metric, value }];
    }),
  );
}
