import test from 'ava';
import { testNode } from '../test-node.js';
import { augment } from './definition.js';

const written = async (params: Record<string, unknown>) =>
  (await (await testNode(augment, { params })).outputs.augmentation.read('policy.json')).toString();

test('the policy is what the params say, and nothing is varied that they do not name', async (t) => {
  const params = { rotate90: true, flip: true, noise: { sigma: [0, 0.1] } };
  t.deepEqual(JSON.parse(await written(params)), params);
  t.deepEqual(JSON.parse(await written({})), {});
});

test('equal policies are equal bytes, in whatever order they are written', async (t) => {
  const one = await written({ flip: true, blur: { probability: 0.5, sigma: [0.1, 2] }, scale: [0.9, 1.25] });
  const other = await written({
    scale: [0.9, 1.25],
    blur: { sigma: [0.1, 2], probability: 0.5 },
    flip: true,
  });
  t.is(one, other);
});

test('a part that is written down but changes nothing is as if left out', async (t) => {
  const off = [
    { flip: false, rotate90: false },
    { scale: [1, 1] },
    { blur: { probability: 0, sigma: [1, 2] } },
    { blur: { probability: 1, sigma: [0, 0] }, noise: { sigma: [0, 0] } },
  ];
  for (const params of off) t.is(await written(params), await written({}));
  t.is(await written({ flip: true, rotate90: false }), await written({ flip: true }));
});

test('a range that goes down is a problem', async (t) => {
  const params = {
    scale: [2, 1],
    blur: { probability: 1, sigma: [1, 0] },
    noise: { sigma: [0.2, 0.1] },
  } as const;
  t.deepEqual(
    augment.check!(structuredClone(params) as never).map((problem) => problem.path.join('.')),
    ['scale', 'blur.sigma', 'noise.sigma'],
  );
  await t.throwsAsync(written(params), { message: /2 to 1 is no range/ });
});

test('params outside the schema are refused', async (t) => {
  await t.throwsAsync(written({ blur: { probability: 2, sigma: [0, 1] } }), { message: /must be <= 1/ });
  await t.throwsAsync(written({ scale: [0, 1] }), { message: /must be >= 0.1/ });
  await t.throwsAsync(written({ scale: [1, 11] }), { message: /must be <= 10/ });
  await t.throwsAsync(written({ blur: { probability: 1, sigma: [0, 65] } }), { message: /must be <= 64/ });
  await t.throwsAsync(written({ noise: { sigma: [0, 101] } }), { message: /must be <= 100/ });
  await t.throwsAsync(written({ flips: true }), { message: /must NOT have additional properties/ });
});
