import test from 'ava';
import { type Artifact, artifactOf } from '../../cache/artifact.js';
import { BlobStore } from '../../cache/blobs/blob-store.js';
import { diffLines } from './diff-lines.js';
import { numberDifferences } from './numbers.js';

/** Artifacts whose files lie in memory. */
class Memory {
  readonly #contents = new Map<string, Uint8Array>();
  readonly blobs = new BlobStore('/nowhere', this.#contents);

  async artifact(type: string, name: string, text: string): Promise<Artifact> {
    const { content, ...file } = await this.blobs.write(name, text);
    this.#contents.set(file.digest, content!);
    return artifactOf(type, [file]);
  }
}

const means = (...lines: object[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

test('scores differ by epoch and metric; what is no score is no number', async (t) => {
  const memory = new Memory();
  const common = { bestEpoch: 1, images: 4, confusion: [[1]], l1: 0.5 };
  const a = await memory.artifact('scores', 'means.jsonl', means({ epoch: 5, dice: 0.5, ...common }));
  const b = await memory.artifact(
    'scores',
    'means.jsonl',
    means({ epoch: 5, dice: 0.75, ...common, bestEpoch: 3 }, { epoch: 10, psnr: 'Infinity' }),
  );
  const numbers = await numberDifferences(a, b, memory.blobs);
  t.deepEqual(numbers, [
    { place: 'epoch 5', metric: 'dice', a: 0.5, b: 0.75 },
    { place: 'epoch 10', metric: 'psnr', b: Number.POSITIVE_INFINITY },
  ]);
  const lines = diffLines({
    a: 'one',
    b: 'two',
    document: [],
    onlyInA: [],
    onlyInB: [],
    sameKeys: 0,
    keys: [],
    sameResults: 0,
    results: [{ instance: 'scores[seed=1]', port: 'scores', a, b, numbers: numbers! }],
  });
  t.deepEqual(lines.slice(-3), [
    '  scores[seed=1].scores',
    '      epoch 5  dice 50.00 → 75.00',
    '      epoch 10  psnr none → ∞',
  ]);
});

test('tables differ by row and column', async (t) => {
  const memory = new Memory();
  const table = (mean: number) => ({
    value: 'dice',
    columns: [5, 10],
    rows: [
      { labels: ['U-Net 2/44', 'R'], cells: [{ mean: 0.25 }, null] },
      { labels: ['U-Net 2/44', 'P'], cells: [{ mean: 0.25 }, { mean }] },
    ],
  });
  const a = await memory.artifact('table', 'table.json', JSON.stringify(table(0.5)));
  const b = await memory.artifact('table', 'table.json', JSON.stringify(table(0.75)));
  t.deepEqual(await numberDifferences(a, b, memory.blobs), [
    { place: 'U-Net 2/44, P at epoch 10', metric: 'dice', a: 0.5, b: 0.75 },
  ]);
});

test('trainings that went to other epochs are compared by their last ones', async (t) => {
  const memory = new Memory();
  const a = await memory.artifact('scores', 'means.jsonl', means({ epoch: 5, dice: 0.5 }));
  const b = await memory.artifact(
    'scores',
    'means.jsonl',
    means({ epoch: 6, dice: 0.6 }, { epoch: 12, dice: 0.75 }),
  );
  t.deepEqual(await numberDifferences(a, b, memory.blobs), [
    { place: 'the last epoch', metric: 'dice', a: 0.5, b: 0.75 },
  ]);
});

test('artifacts that hold no scores have no numbers to compare', async (t) => {
  const memory = new Memory();
  const [a, b] = [
    await memory.artifact('json', 'value.json', '1'),
    await memory.artifact('json', 'value.json', '2'),
  ];
  t.is(await numberDifferences(a, b, memory.blobs), undefined);
});
