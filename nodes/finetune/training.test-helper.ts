import type { Intensities } from '../../imaging/image-set.js';
import type { NamedArrays } from '../../learn/weights/named-arrays.js';
import { decodeSafetensors, encodeSafetensors } from '../../learn/weights/safetensors.js';
import type { InputArtifact } from '../run-context.js';
import { artifactFromFiles, type TestNodeRequest, testNode } from '../test-node.js';
import { contents, discImages, lines } from '../training/image-set.test-helper.js';
import { finetune } from './definition.js';

export const task = {
  target: { kind: 'mask' },
  losses: [{ kind: 'bce' }],
  metrics: ['dice'],
  monitor: { metric: 'bce', mode: 'min' },
};
export const network = { kind: 'residual-unet', blocks: 2, receptiveField: 44, baseFilters: 2 } as const;
export const params = {
  task,
  network,
  epochs: 4,
  batch: 3,
  crop: 16,
  cropsPerImage: 2,
  learningRate: 0.01,
  checkpoints: { every: 2 },
};
export const train = discImages({ count: 4, side: 32 });
export const validation = discImages({ count: 2, side: 30, seed: 1 });
const augmentation = artifactFromFiles('augmentation', {
  'policy.json': JSON.stringify({ flip: true, rotate90: true, noise: { sigma: [0, 0.1] } }),
});

/** A short training on the discs, with other params or inputs where given. */
export async function trainWith(changes: Record<string, unknown> = {}, more: TestNodeRequest = {}) {
  return testNode(finetune, {
    ...more,
    params: { ...params, ...changes },
    inputs: {
      train: await train,
      validation: await validation,
      augmentation: await augmentation,
      ...more.inputs,
    },
  });
}

export type Training = Awaited<ReturnType<typeof trainWith>>;

export async function allContents({ outputs }: Training) {
  return [await contents(outputs.checkpoints), await contents(outputs.best), await contents(outputs.history)];
}

/** Lines of the history without infinite numbers. */
export type TestHistory = readonly (Readonly<Record<string, number>> & {
  readonly predicted?: string;
  readonly stuck?: string;
})[];

export function historyOf({ outputs }: Training): Promise<TestHistory> {
  return lines(outputs.history, 'history.jsonl');
}

export async function bestOf({ outputs }: Training): Promise<NamedArrays> {
  return decodeSafetensors(await outputs.best.read('weights.safetensors'));
}

/** The generator that pretrain-gan would hand on with these values. */
export function pretrained(
  values: NamedArrays,
  of: object = network,
  intensities: Intensities = { normalization: 'unit', contrast: 'keep' },
  outputActivation: 'none' | 'sigmoid' | 'tanh' = 'none',
): Promise<InputArtifact> {
  const index = {
    network: of,
    outputActivation,
    intensities,
    validationL1: 0,
    identityL1: 1,
    bestEpoch: 1,
  };
  return artifactFromFiles('weights', {
    'weights.safetensors': encodeSafetensors(values),
    'images-seen.tsv': 'digest\tseen as\tsource image\n',
    'index.json': JSON.stringify(index),
  });
}
