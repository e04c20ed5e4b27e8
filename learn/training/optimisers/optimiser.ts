import type { Scalar, Tensor } from '../../runtime/tensorflow.js';
import { elementCount, type NamedArrays } from '../../weights/named-arrays.js';
import type { Variables } from '../variables.js';

/** Numbers that change from step to step, by name. */
export type StepScalars<T> = Readonly<Record<string, T>>;

/** Changes weights by their gradients. Holds no tensors itself. */
export interface Optimiser {
  /** The state before the first step for these weights: moments, under names that begin with the optimiser's own. */
  slots(weights: NamedArrays): NamedArrays;
  /** What `apply` needs at step 1, 2, …. */
  scalars(step: number, learningRate: number): StepScalars<number>;
  /** Changes each variable that has a gradient in place; runs inside a tidy. */
  apply(variables: Variables, gradients: ReadonlyMap<string, Tensor>, scalars: StepScalars<Scalar>): void;
}

/** Zeros of the weights' shapes, named by `slotOf`. */
export function zeroSlots(weights: NamedArrays, slotOf: (name: string) => string): NamedArrays {
  return new Map(
    [...weights].map(([name, { shape }]) => [
      slotOf(name),
      { shape, data: new Float32Array(elementCount(shape)) },
    ]),
  );
}
