import test from 'ava';
import type { PicturesIndex } from '../artifacts/pictures.js';
import type { InputArtifact } from '../run-context.js';
import { testNode } from '../test-node.js';
import { discImages } from '../training/image-set.test-helper.js';
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
    { rotate: { degrees: [0, 0] }, scale: { factor: [1, 1] }, elastic: { amplitude: [0, 0], sigma: [9, 9] } },
    { gamma: { exponent: [1, 1] }, contrast: { factor: [1, 1] }, brightness: { offset: [0, 0] } },
    { poisson: { probability: 0, dose: [1, 2] }, speckle: { sigma: [0, 0] } },
  ];
  for (const params of off) t.is(await written(params), await written({}));
  t.is(await written({ flip: true, rotate90: false }), await written({ flip: true }));
});

test('a probability of 1 is as if left out, and so is the long form of scale', async (t) => {
  const long = { scale: { probability: 1, factor: [0.9, 1.1] }, noise: { probability: 1, sigma: [0, 1] } };
  t.is(await written(long), await written({ scale: [0.9, 1.1], noise: { sigma: [0, 1] } }));
  const rare = { scale: { factor: [0.9, 1.1], probability: 0.5 } };
  t.deepEqual(JSON.parse(await written(rare)), rare);
});

test('a bend that would fold the image is a problem', (t) => {
  const problems = (amplitude: number, sigma: number) =>
    augment.check!({ elastic: { amplitude: [0, amplitude], sigma: [sigma, 20] } } as never);
  t.deepEqual(problems(4, 12), []);
  t.like(problems(4.1, 12)[0], {
    path: ['elastic', 'amplitude'],
    hint: 'at most a third of sigma: up to 4, or a larger sigma',
  });
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
  const long = { scale: { factor: [2, 1] }, rotate: { degrees: [9, -9] }, poisson: { dose: [9, 1] } };
  t.deepEqual(
    augment.check!(long as never).map((problem) => problem.path.join('.')),
    ['rotate.degrees', 'scale.factor', 'poisson.dose'],
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

const policy = { flip: true, rotate: { degrees: [-30, 30] }, noise: { sigma: [0.05, 0.1] } };
const show = { count: 3, seed: 1, crop: 16 };

test('a picture shows images, what is drawn of them, and what becomes of their truth', async (t) => {
  const images = await discImages({ count: 5, side: 24 });
  const { outputs } = await testNode(augment, { params: { ...policy, show }, inputs: { images } });
  const index = await outputs.pictures.json<PicturesIndex>('index.json');
  t.deepEqual(index, {
    columns: ['disc-0', 'disc-1', 'disc-3'],
    rows: ['original', 'draw', 'mask'],
    pictures: ['draws.png'],
  });
  const png = await outputs.pictures.read('draws.png');
  t.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [3 * 18 - 2, 3 * 18 - 2]);
});

test('the picture depends on policy, seed and images, and the policy on the policy only', async (t) => {
  const images = await discImages({ count: 5, side: 24 });
  const run = async (changes: object) => {
    const { outputs } = await testNode(augment, {
      params: { ...policy, show, ...changes },
      inputs: { images },
    });
    return [
      await outputs.pictures.read('draws.png'),
      await outputs.augmentation.read('policy.json'),
    ] as const;
  };
  const [picture, written] = await run({});
  t.deepEqual(await run({}), [picture, written]);
  const [other, same] = await run({ show: { ...show, seed: 2 } });
  t.notDeepEqual(other, picture);
  t.deepEqual(same, written);
  t.notDeepEqual((await run({ flip: false }))[0], picture);
});

test('pictures are there where they are asked for', (t) => {
  t.deepEqual(augment.produces!({ show } as never), ['augmentation', 'pictures']);
  t.deepEqual(augment.produces!({} as never), ['augmentation']);
});

test('what cannot be shown is an error', async (t) => {
  const images = await discImages({ count: 2, side: 24 });
  const run = (params: object, inputs: { images?: InputArtifact }) =>
    testNode(augment, { params: { ...policy, ...params }, inputs });
  await t.throwsAsync(run({ show }, {}), {
    name: 'NodeError',
    message: 'there are no images to show the policy on',
  });
  const large = { show: { ...show, crop: 25 } };
  await t.throwsAsync(run(large, { images }), {
    name: 'NodeError',
    message: /crop is 25 px, but the images have 24 × 24/,
  });
});
