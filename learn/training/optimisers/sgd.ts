import { float32, operationOutputs } from '../../runtime/operation.js';
import { type Optimiser, zeroSlots } from './optimiser.js';

export interface SgdOptions {
  /** Share of the last step's change that is kept. */
  readonly momentum: number;
  /** Added to the gradient, times the weight (L2 regularisation). */
  readonly weightDecay: number;
}

const velocityOf = (name: string) => `sgd.velocity/${name}`;

/**
 * Stochastic gradient descent with momentum μ (Polyak 1964) on each weight w with gradient g:
 * v ← μ v + g + d · w, w ← w − lr · v.
 */
export function sgd({ momentum, weightDecay }: SgdOptions): Optimiser {
  return {
    slots: (weights) => zeroSlots(weights, velocityOf),
    scalars: (_step, learningRate) => ({ learningRate, momentum }),
    apply(variables, gradients, scalars) {
      const attributes = { T: float32, use_locking: { bool: false }, use_nesterov: { bool: false } };
      for (const [name, gradient] of gradients) {
        const decayed = weightDecay === 0 ? gradient : gradient.add(variables.read(name).mul(weightDecay));
        const state = [name, velocityOf(name)].map((slot) => variables.handle(slot));
        const inputs = [...state, scalars['learningRate']!, decayed, scalars['momentum']!];
        operationOutputs('ResourceApplyMomentum', attributes, inputs, 0);
      }
    },
  };
}
