import test from 'ava';
import { cutTile, tilePlaces, tilePoints } from './tiles.js';

test('tiles follow each other row by row, and what is left over is dropped', (t) => {
  t.deepEqual(tilePlaces({ height: 5, width: 7 }, { size: 2, overlap: 0 }), [
    [0, 0],
    [2, 0],
    [4, 0],
    [0, 2],
    [2, 2],
    [4, 2],
  ]);
  t.deepEqual(tilePlaces({ height: 3, width: 5 }, { size: 3, overlap: 1 }), [
    [0, 0],
    [2, 0],
  ]);
  t.deepEqual(tilePlaces({ height: 1, width: 9 }, { size: 2, overlap: 0 }), []);
});

test('a tile has the pixels and the points that lie in it', (t) => {
  const pixels = Uint8Array.from({ length: 12 }, (_, i) => i);
  const tiling = { size: 2, overlap: 0 };
  t.deepEqual(cutTile(pixels, { height: 3, width: 4 }, [2, 0], tiling), Uint8Array.of(2, 3, 6, 7));
  const points = [
    [0, 0],
    [1.5, 0],
    [2, 1.4],
    [3, 1.5],
  ] as const;
  t.deepEqual(tilePoints(points, [2, 0], tiling), [
    [-0.5, 0],
    [0, 1.4],
  ]);
});
