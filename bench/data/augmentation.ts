import type { AugmentationPolicy } from '../../imaging/augment/policy.js';
import { openImageSet } from '../../nodes/artifacts/image-set.js';
import { batchDrawer, type ExampleSource } from '../../nodes/training/epoch-batches.js';
import { discImages } from '../../nodes/training/image-set.test-helper.js';
import { type Figure, figure, median } from '../figure.js';

/** What a segmentation of electron micrographs is usually trained with, and a bit of everything. */
export const fullPolicy: AugmentationPolicy = {
  flip: true,
  rotate90: true,
  rotate: { degrees: [-15, 15], probability: 0.5 },
  scale: [0.8, 1.25],
  elastic: { amplitude: [0, 3], sigma: [12, 20], probability: 0.5 },
  gamma: { exponent: [0.7, 1.4], probability: 0.5 },
  contrast: { factor: [0.75, 1.25], probability: 0.5 },
  brightness: { offset: [-0.1, 0.1], probability: 0.5 },
  blur: { sigma: [0.1, 1.5], probability: 0.5 },
  poisson: { dose: [20, 200], probability: 0.5 },
  speckle: { sigma: [0, 0.1], probability: 0.5 },
  noise: { sigma: [0, 0.1], probability: 0.5 },
};

const side = 512;
export const crop = 128;

/** Images to cut crops out of. */
export const benchImages = (count: number) => discImages({ count, side });

const batch = 16;
const rounds = 5;

/** Examples (image and mask, 128² out of 512²) that one thread draws in a second: of each part alone, always done, and of all. */
export async function* augmentationFigures({ quick }: { readonly quick: boolean }): AsyncGenerator<Figure> {
  const set = await openImageSet(await benchImages(8));
  const indices = Array.from({ length: set.count }, (_, index) => index);
  const rate = (policy: AugmentationPolicy) => {
    const source: ExampleSource = {
      set,
      indices,
      target: { kind: 'mask' },
      crop,
      cropsPerImage: 1024,
      policy,
      batch,
    };
    const draw = batchDrawer(source, { stream: 'bench', seed: 0 });
    const batches = quick ? 4 : 16;
    draw(1, 0);
    const times = Array.from({ length: rounds }, (_, round) => {
      const startedAt = performance.now();
      for (let step = 0; step < batches; step++) draw(1, round * batches + step);
      return (performance.now() - startedAt) / 1000;
    });
    return (batch * batches) / median(times);
  };
  yield figure('128² of 512²: crop only', rate({}), 'examples/s');
  for (const [name, part] of Object.entries(fullPolicy)) {
    const always = typeof part === 'object' && !Array.isArray(part) ? { ...part, probability: 1 } : part;
    yield figure(`128² of 512²: ${name}`, rate({ [name]: always }), 'examples/s');
  }
  yield figure('128² of 512²: all of it, half of the time each', rate(fullPolicy), 'examples/s');
}
