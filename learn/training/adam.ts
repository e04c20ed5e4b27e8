import type { Network } from '../networks/network.js';
import { float32, operationOutputs } from '../runtime/operation.js';
import { type Scalar, type Tensor, tensorflow } from '../runtime/tensorflow.js';
import { elementCount, type NamedArrays } from '../weights/named-arrays.js';
import type { Variables } from './variables.js';

/** Decay rates of the two moments. */
export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
}

/** What changes from step to step: β₁ᵗ and β₂ᵗ correct the moments' bias at step t = 1, 2, …. */
export interface AdamFeeds {
  readonly learningRate: Scalar;
  readonly beta1Power: Scalar;
  readonly beta2Power: Scalar;
}

const epsilon = 1e-8;
const momentOf = (name: string) => `adam.m/${name}`;
const squareOf = (name: string) => `adam.v/${name}`;

/** The optimiser's state before the first step, for a network whose variables have this prefix: zeros. */
export function adamSlots(prefix: string, network: Network): NamedArrays {
  const weights = network.variables.filter(({ kind }) => kind === 'weight');
  const slots = [momentOf, squareOf].flatMap((slotOf) =>
    weights.map(({ name, shape }) => {
      const zeros = { shape, data: new Float32Array(elementCount(shape)) };
      return [slotOf(prefix + name), zeros] as const;
    }),
  );
  return new Map(slots);
}

/**
 * One step of Adam (Kingma & Ba 2015) on each variable that has a gradient, in place:
 * w −= lr · √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε).
 */
export function applyAdam(
  variables: Variables,
  gradients: ReadonlyMap<string, Tensor>,
  feeds: AdamFeeds,
  options: AdamOptions,
): void {
  const tf = tensorflow();
  const constants = [options.beta1, options.beta2, epsilon].map((value) => tf.scalar(value));
  const attributes = { T: float32, use_locking: { bool: false }, use_nesterov: { bool: false } };
  for (const [name, gradient] of gradients) {
    const state = [name, momentOf(name), squareOf(name)].map((slot) => variables.handle(slot));
    const rates = [feeds.beta1Power, feeds.beta2Power, feeds.learningRate, ...constants];
    operationOutputs('ResourceApplyAdam', attributes, [...state, ...rates, gradient], 0);
  }
  tf.dispose(constants);
}
