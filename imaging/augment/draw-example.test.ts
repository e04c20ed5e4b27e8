import test from 'ava';
import { randomAt } from '../../random/random.js';
import type { ImageSet } from '../image-set.js';
import { drawExample } from './draw-example.js';
import { type ExampleTarget, targetSize } from './example-target.js';
import type { AugmentationPolicy } from './policy.js';

const height = 40;
const width = 48;
/** Values that are different at every pixel; the mask is the image above one half, the target image its negative. */
const pixels = Float32Array.from({ length: height * width }, (_, i) => ((i * 7919) % 1920) / 1920);
const set: ImageSet = {
  count: 1,
  height,
  width,
  truths: { classes: ['background', 'foreground'], images: true, labels: ['square', 'hexagonal'] },
  intensities: { normalization: 'unit', contrast: 'keep' },
  name: () => 'pattern',
  readImage: (_, into) => into.set(pixels),
  readMask: (_, into) => into.set(pixels.map((value) => Number(value > 0.5))),
  readTarget: (_, into) => into.set(pixels.map((value) => -value)),
  points: () => [],
  label: () => 1,
};

function draw(
  policy: AugmentationPolicy,
  seed: number,
  crop?: number,
  kind: 'input' | 'image' | 'mask' | 'label' = 'mask',
  of = set,
) {
  const target: ExampleTarget = { kind };
  const [rows, columns] = targetSize(target, crop ?? of.height, crop ?? of.width);
  const input = new Float32Array(crop === undefined ? of.height * of.width : crop * crop);
  const output = new Float32Array(rows * columns);
  const random = randomAt({ stream: 'test', seed });
  drawExample({ set: of, index: 0, crop, policy, random, target, input, output });
  return { input, output };
}
const geometric = { flip: true, rotate90: true };

test('mirroring, turning and cropping move the mask as they move the image', (t) => {
  for (let seed = 0; seed < 50; seed++) {
    for (const crop of [undefined, 16, 40]) {
      const { input, output } = draw(geometric, seed, crop);
      t.deepEqual(
        output,
        input.map((value) => Number(value > 0.5)),
      );
    }
  }
});

test('mirroring and turning a whole image only rearranges it, and all eight ways of doing so occur', (t) => {
  const square: ImageSet = {
    ...set,
    height: 3,
    width: 3,
    readImage: (_, into) => into.set([1, 2, 3, 4, 5, 6, 7, 8, 9]),
  };
  const seen = new Set<string>();
  for (let seed = 0; seed < 200; seed++) {
    const { input } = draw(geometric, seed, undefined, 'input', square);
    t.deepEqual([...input].sort(), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    seen.add(input.join(''));
  }
  t.deepEqual([...seen].sort(), [
    '123456789', // as it is
    '147258369', // transposed
    '321654987', // mirrored left–right
    '369258147', // turned by 90°
    '741852963', // turned by 270°
    '789456123', // mirrored top–bottom
    '963852741', // transposed on the other diagonal
    '987654321', // turned by 180°
  ]);
});

test('a whole image that is not square keeps its shape: it is turned by 0 or 180 degrees', (t) => {
  const turned = new Set<string>();
  for (let seed = 0; seed < 20; seed++) turned.add(draw({ rotate90: true }, seed).input.join());
  t.deepEqual(turned, new Set([pixels.join(), pixels.toReversed().join()]));
});

test('a crop is a window of the image, and its place is drawn', (t) => {
  const places = new Set<number>();
  for (let seed = 0; seed < 30; seed++) {
    const { input } = draw({}, seed, 8);
    const start = pixels.indexOf(input[0]!);
    places.add(start);
    for (let y = 0; y < 8; y++) {
      t.deepEqual(
        input.subarray(y * 8, y * 8 + 8),
        pixels.subarray(start + y * width, start + y * width + 8),
      );
    }
  }
  t.true(places.size > 20);
});

test('zoom enlarges about pixel centres, and the mask stays a mask', (t) => {
  const ramp: ImageSet = {
    ...set,
    height: 8,
    width: 8,
    readImage(_, into) {
      for (let i = 0; i < 64; i++) into[i] = i % 8;
    },
    readMask(_, into) {
      for (let i = 0; i < 64; i++) into[i] = Number(i % 8 >= 4);
    },
  };
  const { input, output } = draw({ scale: [2, 2] }, 3, 4, 'mask', ramp);
  const row = input.subarray(0, 4);
  for (let x = 1; x < 4; x++) t.is(row[x]! - row[x - 1]!, 0.5);
  t.deepEqual(
    output,
    input.map((value) => Number(value >= 3.5)),
  );
});

test('an image zoomed to less than the window goes on as its mirror image', (t) => {
  const { input } = draw({ scale: [0.5, 0.5] }, 1);
  t.true(input.every((value) => value >= 0 && value < 1));
  t.is(input.length, height * width);
});

test('the example depends on nothing but the set, the policy and the generator', (t) => {
  const policy: AugmentationPolicy = {
    ...geometric,
    scale: [0.8, 1.25],
    blur: { probability: 0.5, sigma: [0.1, 2] },
    noise: { sigma: [0, 0.1] },
  };
  const before = draw(policy, 5, 16);
  draw(policy, 6, 40);
  t.deepEqual(draw(policy, 5, 16), before);
  t.notDeepEqual(draw(policy, 7, 16), before);
});

test('blur and noise change the input and leave the target as it was', (t) => {
  const policy: AugmentationPolicy = {
    ...geometric,
    blur: { probability: 1, sigma: [1, 1] },
    noise: { sigma: [0.1, 0.1] },
  };
  const clean = draw(geometric, 5, 16, 'input');
  const changed = draw(policy, 5, 16, 'input');
  t.deepEqual(changed.output, clean.output);
  t.notDeepEqual(changed.input, clean.input);
  t.deepEqual(draw(policy, 5, 16, 'mask').output, draw(geometric, 5, 16, 'mask').output);
});

test('noise has the standard deviation that it is given', (t) => {
  const { input, output } = draw({ noise: { sigma: [0.1, 0.1] } }, 2, undefined, 'input');
  const noise = input.map((value, i) => value - output[i]!);
  const mean = noise.reduce((a, b) => a + b) / noise.length;
  const deviation = Math.sqrt(noise.reduce((sum, value) => sum + (value - mean) ** 2, 0) / noise.length);
  t.true(Math.abs(mean) < 0.01);
  t.true(Math.abs(deviation - 0.1) < 0.005);
});

test('blur with probability 0 does nothing', (t) => {
  const { input, output } = draw({ blur: { probability: 0, sigma: [2, 2] } }, 2, 16, 'input');
  t.deepEqual(input, output);
});

test('a crop larger than the image is refused', (t) => {
  t.throws(() => draw({}, 1, 41), { message: /crop of 41 px from images of 48 × 40 px/ });
});

test('a target image is seen through the same view as the image, bilinear where zoomed', (t) => {
  for (let seed = 0; seed < 20; seed++) {
    const { input, output } = draw({ ...geometric, scale: [0.8, 1.25] }, seed, 16, 'image');
    t.deepEqual(
      output,
      input.map((value) => -value),
    );
  }
});

test('where a set has no target images, an image is its own, without blur and noise', (t) => {
  const alone: ImageSet = { ...set, truths: {} };
  const policy: AugmentationPolicy = { ...geometric, noise: { sigma: [0.1, 0.1] } };
  t.deepEqual(draw(policy, 4, 16, 'image', alone).output, draw(policy, 4, 16, 'input').output);
});

test('the class of an image is one number, whatever is seen of it', (t) => {
  const { input, output } = draw({ ...geometric, scale: [2, 2] }, 4, 16, 'label');
  t.is(input.length, 256);
  t.deepEqual(output, Float32Array.of(1));
});
