import { adam } from './adam.js';
import type { Optimiser } from './optimiser.js';
import type { OptimiserSpec } from './optimiser-schema.js';
import { sgd } from './sgd.js';

/** The optimiser that a pipeline describes. */
export function makeOptimiser(spec: OptimiserSpec): Optimiser {
  switch (spec.kind) {
    case 'adam':
      return adam({ beta1: spec.beta1, beta2: spec.beta2 });
    case 'adamw':
      return adam({ beta1: spec.beta1, beta2: spec.beta2, weightDecay: spec.weightDecay });
    case 'sgd':
      return sgd({ momentum: spec.momentum, weightDecay: spec.weightDecay });
  }
}
