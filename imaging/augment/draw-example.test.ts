import test from 'ava';
import type { Region } from '../datasets/region.js';
import { arraySet, largestDifference, partRandom, smoothImage } from './array-set.test-helper.js';
import { drawExample } from './draw-example.js';
import { type ExampleTarget, targetSize } from './example-target.js';
import type { AugmentationPolicy } from './policy.js';

const height = 40;
const width = 48;
/** Values that are different at every pixel; the mask is the image above one half, the target image its negative. */
const pixels = Float32Array.from({ length: height * width }, (_, i) => ((i * 7919) % 1920) / 1920);
const foreground = (values: Float32Array) => values.map((value) => Number(value > 0.5));
const arrays = {
  height,
  width,
  image: pixels,
  mask: foreground(pixels),
  target: pixels.map((value) => -value),
  truths: { classes: ['background', 'foreground'], images: true, labels: ['square', 'hexagonal'] },
} as const;
const set = arraySet(arrays);

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
  drawExample({ set: of, index: 0, crop, policy, random: partRandom(seed), target, input, output });
  return { input, output };
}
const geometric = { flip: true, rotate90: true };

test('mirroring, turning and cropping move the mask as they move the image', (t) => {
  for (let seed = 0; seed < 50; seed++) {
    for (const crop of [undefined, 16, 40]) {
      const { input, output } = draw(geometric, seed, crop);
      t.deepEqual(output, foreground(input));
    }
  }
});

test('mirroring and turning a whole image only rearranges it, and all eight ways of doing so occur', (t) => {
  const square = arraySet({ height: 3, width: 3, image: [1, 2, 3, 4, 5, 6, 7, 8, 9] });
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
  const columns = Array.from({ length: 64 }, (_, i) => i % 8);
  const ramp = arraySet({ height: 8, width: 8, image: columns, mask: columns.map((x) => Number(x >= 4)) });
  const { input, output } = draw({ scale: [2, 2] }, 3, 4, 'mask', ramp);
  const row = input.subarray(0, 4);
  for (let x = 1; x < 4; x++) t.true(Math.abs(row[x]! - row[x - 1]! - 0.5) < 1e-6);
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
  const alone = arraySet({ height, width, image: pixels });
  const policy: AugmentationPolicy = { ...geometric, noise: { sigma: [0.1, 0.1] } };
  t.deepEqual(draw(policy, 4, 16, 'image', alone).output, draw(policy, 4, 16, 'input').output);
});

test('the class of an image is one number, whatever is seen of it', (t) => {
  const { input, output } = draw({ ...geometric, scale: [2, 2] }, 4, 16, 'label');
  t.is(input.length, 256);
  t.deepEqual(output, Float32Array.of(1));
});

test('rotating by quarter turns is turning, bit for bit, and takes the neighbours of no pixel', (t) => {
  for (const [degrees, from] of [
    [90, '369258147'],
    [180, '987654321'],
    [-90, '741852963'],
    [0, '123456789'],
  ] as const) {
    const square = arraySet({ height: 3, width: 3, image: [1, 2, 3, 4, 5, 6, 7, 8, 9] });
    t.is(
      draw({ rotate: { degrees: [degrees, degrees] } }, 1, undefined, 'input', square).input.join(''),
      from,
    );
  }
  const seeds = Array.from({ length: 10 }, (_, seed) => seed);
  for (const seed of seeds) {
    const { input, output } = draw({ rotate: { degrees: [90, 90] } }, seed, 16);
    t.deepEqual(output, foreground(input));
    t.true(input.every((value) => pixels.includes(value)));
  }
});

test('rotation goes anticlockwise about the middle, as if the image went on beyond its border', (t) => {
  const [side, period] = [64, 32];
  const wave = (degrees: number) =>
    Float32Array.from({ length: side * side }, (_, i) => {
      const [x, y] = [(i % side) - (side - 1) / 2, Math.floor(i / side) - (side - 1) / 2];
      const angle = (degrees * Math.PI) / 180;
      return Math.sin((2 * Math.PI * (Math.cos(angle) * x - Math.sin(angle) * y)) / period);
    });
  const upright = arraySet({ height: side, width: side, image: wave(0) });
  const { input } = draw({ rotate: { degrees: [30, 30] } }, 1, undefined, 'input', upright);
  const turned = wave(30);
  const middle = (image: Float32Array) =>
    image.filter((_, i) => Math.hypot((i % side) - side / 2, Math.floor(i / side) - side / 2) < side / 2 - 1);
  // Bilinear interpolation is off by up to an eighth of the curvature, (2π / period)², in each direction.
  t.true(largestDifference(middle(input), middle(turned)) < 0.01);
  const corner = draw({ rotate: { degrees: [45, 45] } }, 1, undefined, 'input').input[0]!;
  t.true(corner > 0 && corner < 1, 'the corners show the mirror image');
});

test('a crop shows nothing beyond the border, however it is turned, where there is room', (t) => {
  const inside = arraySet({
    ...arrays,
    onRead: ({ x, y, width: columns, height: rows }) => {
      t.true(columns < 26 && rows < 26 && x >= 0 && y >= 0);
    },
  });
  const policy: AugmentationPolicy = { flip: true, rotate90: true, rotate: { degrees: [-180, 180] } };
  const seeds = Array.from({ length: 50 }, (_, seed) => seed);
  for (const seed of seeds) draw(policy, seed, 16, 'mask', inside);
});

const everyGeometry: AugmentationPolicy = {
  flip: true,
  rotate90: true,
  rotate: { degrees: [-180, 180] },
  scale: [0.7, 1.4],
  elastic: { amplitude: [1, 2], sigma: [6, 8] },
};

test('mask and image stay together in any view, but for pixels at the boundary', (t) => {
  const image = smoothImage(96, 96, 40);
  const smooth = arraySet({ height: 96, width: 96, image, mask: foreground(image), target: image });
  for (let seed = 0; seed < 20; seed++) {
    for (const crop of [undefined, 48]) {
      const { input, output } = draw(everyGeometry, seed, crop, 'mask', smooth);
      const wrong = output.filter(
        (value, i) => Math.abs(input[i]! - 0.5) > 0.05 && value !== Number(input[i]! > 0.5),
      );
      t.is(wrong.length, 0);
      t.true(output.includes(0) && output.includes(1));
    }
  }
});

test('only the part that a view shows is read, and nothing beyond it plays a part', (t) => {
  const size = { height: 200, width: 180 };
  const image = smoothImage(size.height, size.width, 30);
  const aligned: AugmentationPolicy = { flip: true, rotate90: true };
  const bent: AugmentationPolicy = { ...everyGeometry, scale: [1, 1.4] };
  for (let seed = 0; seed < 30; seed++) {
    const [policy, most] = seed % 2 === 0 ? [aligned, 24] : [bent, 50];
    const regions: Region[] = [];
    const mask = foreground(image);
    const drawn = draw(
      policy,
      seed,
      24,
      'mask',
      arraySet({ ...size, image, mask, onRead: (r) => regions.push(r) }),
    );
    const [region, ofMask] = regions;
    t.deepEqual(region, ofMask);
    t.true(region!.width <= most && region!.height <= most);
    const inside = (_: number, i: number) => {
      const [x, y] = [(i % size.width) - region!.x, Math.floor(i / size.width) - region!.y];
      return x >= 0 && y >= 0 && x < region!.width && y < region!.height;
    };
    const cut = (values: Float32Array) => values.map((value, i) => (inside(value, i) ? value : Number.NaN));
    t.deepEqual(
      draw(policy, seed, 24, 'mask', arraySet({ ...size, image: cut(image), mask: cut(mask) })),
      drawn,
    );
  }
});

test('a bend shifts pixels by its amplitude, and neighbours alike', (t) => {
  const [side, amplitude, sigma] = [128, 3, 12];
  const coordinates = (of: (i: number) => number) =>
    arraySet({
      height: side,
      width: side,
      image: Float32Array.from({ length: side * side }, (_, i) => of(i)),
    });
  const policy: AugmentationPolicy = {
    elastic: { amplitude: [amplitude, amplitude], sigma: [sigma, sigma] },
  };
  const squares: number[] = [];
  const steps: number[] = [];
  for (let seed = 0; seed < 20; seed++) {
    const column = draw(
      policy,
      seed,
      96,
      'input',
      coordinates((i) => i % side),
    ).input;
    const plain = draw(
      {},
      seed,
      96,
      'input',
      coordinates((i) => i % side),
    ).input;
    for (let i = 0; i < column.length; i++) {
      // Where it goes beyond the border, the mirror image has another column.
      if (plain[i]! < 20 || plain[i]! > side - 20) continue;
      squares.push((column[i]! - plain[i]!) ** 2);
      if (i % 96 > 0) steps.push((column[i]! - column[i - 1]! - 1) ** 2);
    }
  }
  const deviation = (values: number[]) => Math.sqrt(values.reduce((a, b) => a + b, 0) / values.length);
  t.true(Math.abs(deviation(squares) - amplitude) < 0.15 * amplitude, `${deviation(squares)}`);
  // The derivative of noise smoothed by a Gaussian deviates by amplitude / (√2 sigma).
  const expected = amplitude / (Math.SQRT2 * sigma);
  t.true(Math.abs(deviation(steps) - expected) < 0.15 * expected, `${deviation(steps)} ${expected}`);
});

test('what a part draws does not depend on the other parts', (t) => {
  const parts: AugmentationPolicy = {
    flip: true,
    rotate90: true,
    contrast: { factor: [0.5, 2] },
    brightness: { offset: [-1, 1] },
    noise: { sigma: [0.1, 0.2] },
  };
  const flipped = (policy: AugmentationPolicy) => draw(policy, 9, 16).output;
  t.deepEqual(
    flipped({ ...parts, elastic: { probability: 0, amplitude: [1, 1], sigma: [8, 8] } }),
    flipped(parts),
  );
  const noiseOf = (policy: AugmentationPolicy) => {
    const without = draw({ ...policy, noise: { sigma: [0, 0] } }, 9, 16, 'input').input;
    return draw(policy, 9, 16, 'input').input.map((value, i) => value - without[i]!);
  };
  const alone = noiseOf({ noise: parts.noise! });
  t.true(largestDifference(noiseOf(parts), alone) < 1e-6);
  t.true(largestDifference(noiseOf({ ...parts, rotate: { degrees: [-180, 180] } }), alone) < 1e-6);
});

test('a part that has a probability changes so many examples', (t) => {
  const policy: AugmentationPolicy = { brightness: { probability: 0.3, offset: [5, 6] } };
  const seeds = Array.from({ length: 300 }, (_, seed) => seed);
  const changed = seeds.filter((seed) => draw(policy, seed, 8, 'input').input[0]! > 2).length;
  t.true(changed > 65 && changed < 115, `${changed}`);
});
