import test from 'ava';
import type { Task } from '../tasks/task-schema.js';
import { meter } from './meter.js';
import { localMaxima, matchPoints } from './point-detection.js';

type Point = readonly [number, number];

/** Gaussians of height 1 at these points; where several overlap, the highest. */
function heatMap(points: readonly Point[], height: number, width: number, sigma = 2): Float32Array {
  return Float32Array.from({ length: height * width }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    const squares = points.map(([px, py]) => (x - px) ** 2 + (y - py) ** 2);
    return Math.exp(-Math.min(...squares) / (2 * sigma ** 2));
  });
}

const task = (measure: Task['measure'] = {}): Task => ({
  target: { kind: 'points', sigma: 2 },
  losses: [{ kind: 'mse' }],
  metrics: ['pointPrecision', 'pointRecall', 'pointF1'],
  measure,
  monitor: { metric: 'pointF1', mode: 'max' },
});
const shown = (points: readonly Point[]) => ({
  height: 24,
  width: 32,
  channels: 1,
  data: heatMap(points, 24, 32),
});
const pixels = new Float32Array(24 * 32);

test('the maxima of a heat map are its points, to a tenth of a pixel', (t) => {
  const points: Point[] = [
    [5.3, 6.8],
    [20, 4.5],
    [11.75, 17.1],
  ];
  const found = localMaxima(heatMap(points, 24, 32), 24, 32, 0.5);
  t.is(found.length, 3);
  for (const [x, y] of points) {
    t.true(found.some(([foundX, foundY]) => Math.hypot(foundX - x, foundY - y) < 0.1));
  }
});

test('points at the border are found; what is not above the threshold is none', (t) => {
  const heat = heatMap(
    [
      [0, 0],
      [31, 23],
    ],
    24,
    32,
  );
  t.deepEqual(localMaxima(heat, 24, 32, 0.5), [
    [0, 0],
    [31, 23],
  ]);
  const low = heat.map((value) => value / 2);
  t.deepEqual(localMaxima(low, 24, 32, 0.5), []);
  t.deepEqual(localMaxima(new Float32Array(24 * 32), 24, 32, 0), []);
});

test('equal neighbours are one point', (t) => {
  const heat = Float32Array.of(0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0);
  t.is(localMaxima(heat, 4, 4, 0.5).length, 1);
});

test('each true point is found once, by the nearest prediction within the tolerance', (t) => {
  const truth: Point[] = [
    [0, 0],
    [10, 0],
  ];
  t.deepEqual(
    matchPoints(
      [
        [1, 0],
        [2, 0],
        [13, 0],
      ],
      truth,
      3,
    ),
    { both: 2, predicted: 3, labelled: 2 },
  );
  t.deepEqual(matchPoints([[13.1, 0]], truth, 3), { both: 0, predicted: 1, labelled: 2 });
  // The nearest pair first: the prediction at 4 goes to 5, so 0 is left for the one at 1.
  t.is(
    matchPoints(
      [
        [4, 0],
        [1, 0],
      ],
      [
        [0, 0],
        [5, 0],
      ],
      4,
    ).both,
    2,
  );
});

test('points are measured as they are, not as pixels of the heat map', (t) => {
  const points: Point[] = [
    [5, 5],
    [20, 5],
    [5, 18],
  ];
  const measured = meter(task());
  const values = measured.add(
    shown([
      [6, 5],
      [20, 7],
      [28, 20],
      [20, 15],
    ]),
    { pixels, points },
  );
  t.deepEqual(values, { pointPrecision: 2 / 4, pointRecall: 2 / 3, pointF1: 4 / 7 });
  measured.add(shown(points), { pixels, points });
  t.deepEqual(measured.total().values['pointF1'], (4 / 7 + 1) / 2);
  t.deepEqual(meter(task({ tolerance: 1 })).add(shown([[7, 5]]), { pixels, points: [[5, 5]] }), {
    pointPrecision: 0,
    pointRecall: 0,
    pointF1: 0,
  });
});

test('global point metrics come of the points of all images', (t) => {
  const measured = meter(task({ aggregate: 'global' }));
  measured.add(
    shown([
      [5, 5],
      [20, 5],
      [20, 15],
    ]),
    { pixels, points: [[5, 5]] },
  );
  measured.add(shown([[5, 5]]), {
    pixels,
    points: [
      [5, 5],
      [20, 5],
    ],
  });
  t.deepEqual(measured.total().values, { pointPrecision: 2 / 4, pointRecall: 2 / 3, pointF1: 4 / 7 });
});

test('where there are no points and none is shown, all point metrics are 1', (t) => {
  const values = meter(task()).add({ ...shown([]), data: pixels }, { pixels, points: [] });
  t.deepEqual(values, { pointPrecision: 1, pointRecall: 1, pointF1: 1 });
});
