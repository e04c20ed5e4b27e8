import { randomAt } from '../../../random/random.js';
import { meanBce } from '../../losses/mean-bce.js';
import { type HrnetOptions, hrnet } from '../../networks/hrnet/hrnet.js';
import { initialValues } from '../../networks/initial-values.js';
import type { Network } from '../../networks/network.js';
import { type PatchGanOptions, patchGan } from '../../networks/patch-gan.js';
import { type ResidualUnetOptions, residualUnet } from '../../networks/residual-unet/residual-unet.js';
import { type Scalar, tensorflow } from '../../runtime/tensorflow.js';
import type { TaskFunctions } from '../../tasks/task-functions.js';
import { ganProgram } from '../../training/gan-program.js';
import type { ExampleBatch, ImageBatch } from '../../training/image-batch.js';
import { adam } from '../../training/optimisers/adam.js';
import type { Program } from '../../training/program.js';
import { supervisedProgram } from '../../training/supervised-program.js';
import { type NamedArray, type NamedArrays, withPrefix } from '../../weights/named-arrays.js';
import { testBatch } from '../random-values.test-helper.js';

/** A network that is here and in PyTorch: its `kind`, and the options of its function. */
export type TwinNetwork =
  | ({ readonly kind: 'residual-unet' } & ResidualUnetOptions)
  | ({ readonly kind: 'hrnet' } & HrnetOptions)
  | ({ readonly kind: 'patch-gan' } & PatchGanOptions);

/** A short training that PyTorch does, too. Its weights and batches follow from it. */
export interface ParityCase {
  readonly name: string;
  /** Of weights and batches; 0 where not given. */
  readonly seed?: number;
  /** By the prefix of their variables. */
  readonly networks: SupervisedNetworks | GanNetworks;
  /** Images of a batch, and their side in pixels. */
  readonly count: number;
  readonly side: number;
  readonly steps: number;
  readonly learningRate: number;
  readonly beta1: number;
}

/** Learns masks by the mean binary cross-entropy from logits; all its output channels learn the same mask. */
export interface SupervisedNetworks {
  readonly network: TwinNetwork;
}

/** Trained as pix2pix, with least-squares losses and 100 · L1. */
export interface GanNetworks {
  readonly generator: TwinNetwork;
  readonly discriminator: TwinNetwork;
}

const lambdaL1 = 100;

export function buildTwin(twin: TwinNetwork): Network {
  switch (twin.kind) {
    case 'residual-unet':
      return residualUnet(twin);
    case 'hrnet':
      return hrnet(twin);
    case 'patch-gan':
      return patchGan(twin);
  }
}

/** The networks of a case, by the prefix of their variables. */
export function networksOf({ networks }: ParityCase): ReadonlyMap<string, Network> {
  return new Map(
    Object.entries(networks).map(([prefix, twin]) => [`${prefix}/`, buildTwin(twin as TwinNetwork)]),
  );
}

/** Values before training, where BatchNorm's variables are not the usual zeros and ones but drawn, too. */
export function parityValues(network: Network, { seed = 0 }: ParityCase): NamedArrays {
  const randomFor = (name: string) => randomAt({ stream: `parity/${name}`, seed });
  const drawn = network.variables.map((variable) => {
    const suffix = variable.name.split('.').at(-1)!;
    return { ...variable, fill: normFills[suffix] ?? variable.fill };
  });
  return initialValues({ ...network, variables: drawn }, randomFor);
}

const normFills: Readonly<Record<string, { readonly normal: readonly [number, number] }>> = {
  gamma: { normal: [0.7, 0.1] },
  beta: { normal: [0, 0.1] },
  mean: { normal: [0, 0.1] },
  variance: { normal: [1, 0.1] },
};

/** The batches of a case, one for each step. */
export function batchesOf({ count, side, steps, seed = 0 }: ParityCase): ExampleBatch[] {
  return Array.from({ length: steps }, (_, step) => testBatch(count, side, 1000 * seed + step));
}

/** Everything that PyTorch needs beside the case itself: weights by prefix and name, `batch/<step>/input` and `/target`. */
export function arraysOf(parityCase: ParityCase): NamedArrays {
  const weights = [...networksOf(parityCase)].flatMap(([prefix, network]) => [
    ...withPrefix(prefix, parityValues(network, parityCase)),
  ]);
  const batches = batchesOf(parityCase).flatMap(({ input, target }, step): [string, NamedArray][] => [
    [`batch/${step}/input`, imageArray(input)],
    [`batch/${step}/target`, imageArray(target)],
  ]);
  return new Map([...weights, ...batches]);
}

export function imageArray({ count, height, width, channels, data }: ImageBatch): NamedArray {
  return { shape: [count, height, width, channels], data };
}

/** The training of a case. */
export function programOf(parityCase: ParityCase): Program {
  const { networks, beta1 } = parityCase;
  const optimiser = adam({ beta1, beta2: 0.999 });
  if ('network' in networks) {
    const network = buildTwin(networks.network);
    return supervisedProgram({ network, values: parityValues(network, parityCase), task, optimiser });
  }
  const generator = buildTwin(networks.generator);
  const discriminator = buildTwin(networks.discriminator);
  return ganProgram({
    generator,
    values: parityValues(generator, parityCase),
    outputActivation: 'none',
    adversary: { network: discriminator, values: parityValues(discriminator, parityCase), loss: 'lsgan' },
    lambdaL1,
    optimiser,
  });
}

const task: TaskFunctions = {
  channels: 1,
  pool: (output) => output,
  losses(output, target) {
    const targets = tensorflow().concat(new Array(output.shape[3]).fill(target), 3);
    return { loss: meanBce(output, targets) as Scalar };
  },
  activate: (output) => output,
};
