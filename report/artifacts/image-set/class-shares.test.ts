import test from 'ava';
import { classShares } from './class-shares.js';

test('a class has its share of all pixels, and the images that show it', (t) => {
  const masks = [Float32Array.of(0, 0, 1, 1), Float32Array.of(0, 0, 0, 1)];
  t.deepEqual(classShares(['background', 'gold', 'polymer'], masks), [
    { name: 'background', share: 5 / 8, images: 2 },
    { name: 'gold', share: 3 / 8, images: 2 },
    { name: 'polymer', share: 0, images: 0 },
  ]);
});
