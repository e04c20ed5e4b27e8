import test from 'ava';
import { buildNetwork } from '../../learn/networks/build-network.js';
import type { Task } from '../../learn/tasks/task-schema.js';
import { completeParams } from '../test-node.js';
import { chooseTile, type TileRequest } from './choose-tile.js';
import { evaluate } from './definition.js';

const task = {
  target: { kind: 'mask' },
  losses: [{ kind: 'bce', weight: 1 }],
  metrics: ['dice'],
  monitor: { metric: 'loss', mode: 'min' },
} satisfies Task;
/** Sees 22 pixels to each side. */
const small = buildNetwork({ kind: 'residual-unet', blocks: 2, receptiveField: 44, baseFilters: 4 });
/** Sees 212 pixels to each side. */
const wide = buildNetwork({ kind: 'residual-unet', blocks: 4, receptiveField: 424, baseFilters: 4 });
const hrnet = buildNetwork({ kind: 'hrnet', preset: 'W18-small-v1', stemStride: 1 });

function chosen(request: Partial<TileRequest>) {
  const logs: string[] = [];
  const warnings: string[] = [];
  const image = { height: 512, width: 512 };
  const tile = chooseTile(
    { wanted: undefined, image, network: small, task, ...request },
    { log: (message) => void logs.push(message), warn: (message) => void warnings.push(message) },
  );
  return { tile, logs, warnings };
}

test('the side of a tile is that of the whole tile, and by default the rim takes no more than a quarter of it', (t) => {
  t.deepEqual(chosen({ wanted: { side: 128 } }).tile, { side: 128, overlap: 24 });
  t.deepEqual(chosen({ wanted: { side: 64 } }).tile, { side: 64, overlap: 16 });
  t.deepEqual(chosen({ wanted: { side: 256 }, network: wide }).tile, { side: 256, overlap: 64 });
  t.deepEqual(chosen({ wanted: { side: 64, overlap: 30 } }).tile, { side: 68, overlap: 32 });
});

test('the tile that is used is logged, and a rim that is too small is warned of', (t) => {
  const enough = chosen({ wanted: { side: 128 } });
  t.deepEqual(enough.warnings, []);
  t.deepEqual(enough.logs, [
    'images of 512 × 512 go through the network in tiles of 128 pixels, of which a rim of 24 is not used',
  ]);
  const { warnings } = chosen({ wanted: { side: 256 }, network: wide });
  t.is(warnings.length, 1);
  t.regex(warnings[0]!, /rim of 64 pixels is less than half the network's receptive field \(212\)/);
});

test('images go whole where a tile would cover them, or where their features fit into memory', (t) => {
  t.deepEqual(chosen({ wanted: { side: 512 } }), { tile: undefined, logs: [], warnings: [] });
  t.is(chosen({ image: { height: 2048, width: 2048 } }).tile, undefined);
});

test('large images are tiled, in smaller tiles where the network has more features', (t) => {
  const image = { height: 16_384, width: 16_384 };
  t.deepEqual(chosen({ image }).tile, { side: 1024, overlap: 24 });
  const many = buildNetwork({ kind: 'residual-unet', blocks: 2, receptiveField: 44, baseFilters: 64 });
  t.deepEqual(chosen({ image, network: many }).tile, { side: 644, overlap: 24 });
});

test('tiles of a network that enlarges features bilinearly are warned of', (t) => {
  const { tile, warnings } = chosen({ image: { height: 8192, width: 8192 }, network: hrnet });
  t.true(tile!.side < 1024);
  t.true(warnings.some((warning) => /bilinearly.*differently from the whole image/.test(warning)));
});

test('large images of which one value each is predicted are bad input', (t) => {
  const label = {
    ...task,
    target: { kind: 'label', classes: ['a', 'b'] },
    metrics: ['accuracy'],
  } satisfies Task;
  const image = { height: 16_384, width: 16_384 };
  t.throws(() => chosen({ task: label, image }), {
    name: 'NodeError',
    message: /takes whole images of at most/,
  });
});

test('an overlap that leaves nothing of a tile is a problem', (t) => {
  const problems = (tile: object) => evaluate.check!(completeParams(evaluate, { tile }));
  t.deepEqual(problems({ side: 64, overlap: 31 }), []);
  t.deepEqual(problems({ side: 64 }), []);
  t.like(problems({ side: 64, overlap: 32 }), [
    { path: ['tile', 'overlap'], hint: 'lower overlap below 32, or raise side' },
  ]);
});
