import test from 'ava';
import { arraySet } from '../../imaging/augment/array-set.test-helper.js';
import { NodeError } from '../node-error.js';
import { checkPolicy } from './check-policy.js';

const setWith = (zero: number, mean: number, contrast: 'keep' | 'invert' = 'keep') => ({
  ...arraySet({ height: 1, width: 1, image: [0], levels: { zero, mean } }),
  intensities: { normalization: 'unit', contrast } as const,
});
const counting = { poisson: { dose: [1, 2] } } as const;

test('counting electrons of images with negative raw intensities is refused', (t) => {
  const expected = { instanceOf: NodeError, message: /raw intensities of image in input train are negative/ };
  t.throws(() => checkPolicy(counting, setWith(0, -0.1), 'train'), expected);
  t.throws(() => checkPolicy(counting, setWith(0, 0.1, 'invert'), 'train'), expected);
});

test('counting electrons is possible where intensities count from 0, and other parts always are', (t) => {
  for (const set of [setWith(0, 0.5), setWith(-1, 0.2), setWith(1, 0.5, 'invert'), setWith(0, 0)])
    t.notThrows(() => checkPolicy(counting, set, 'train'));
  t.notThrows(() => checkPolicy({ noise: { sigma: [0, 1] } }, setWith(0, -0.1), 'train'));
  t.notThrows(() => checkPolicy(undefined, setWith(0, -0.1), 'train'));
});
