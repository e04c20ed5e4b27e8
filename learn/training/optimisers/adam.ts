import { float32, operationOutputs } from '../../runtime/operation.js';
import { tensorflow } from '../../runtime/tensorflow.js';
import { type Optimiser, zeroSlots } from './optimiser.js';

export interface AdamOptions {
  /** Decay rates of the two moments. */
  readonly beta1: number;
  readonly beta2: number;
  /** Weights shrink by learning rate times this in each step, apart from the moments (Loshchilov & Hutter 2019). */
  readonly weightDecay?: number;
}

/** Keeps the step finite where a gradient has always been 0. */
const smallestRoot = 1e-8;
const momentOf = (name: string) => `adam.m/${name}`;
const squareOf = (name: string) => `adam.v/${name}`;

/**
 * Adam (Kingma & Ba 2015) on each weight w with gradient g, at step t:
 * m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², w ← w − lr · m̂ / (√v̂ + ε), with the bias-corrected
 * m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ); with weight decay d, first w ← (1 − lr · d) w.
 */
export function adam({ beta1, beta2, weightDecay = 0 }: AdamOptions): Optimiser {
  return {
    slots: (weights) => new Map([...zeroSlots(weights, momentOf), ...zeroSlots(weights, squareOf)]),
    scalars: (step, learningRate) => ({
      learningRate,
      beta1Power: beta1 ** step,
      beta2Power: beta2 ** step,
      // TensorFlow adds ε to √v, not to √v̂.
      epsilon: smallestRoot * Math.sqrt(1 - beta2 ** step),
      ...(weightDecay > 0 && { decay: learningRate * weightDecay }),
    }),
    apply(variables, gradients, { learningRate, beta1Power, beta2Power, epsilon, decay }) {
      const tf = tensorflow();
      const decayRates = [beta1, beta2].map((value) => tf.scalar(value));
      const attributes = { T: float32, use_locking: { bool: false }, use_nesterov: { bool: false } };
      for (const [name, gradient] of gradients) {
        if (decay) variables.subtract(name, variables.read(name).mul(decay));
        const state = [name, momentOf(name), squareOf(name)].map((slot) => variables.handle(slot));
        const rates = [beta1Power!, beta2Power!, learningRate!, ...decayRates, epsilon!];
        operationOutputs('ResourceApplyAdam', attributes, [...state, ...rates, gradient], 0);
      }
    },
  };
}
