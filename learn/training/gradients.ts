import { type Scalar, type Tensor, type Tensors, tensorflow } from '../runtime/tensorflow.js';

/** The loss and its gradients by the names of the weights that were asked for. */
export interface LossAndGradients {
  readonly loss: Scalar;
  readonly gradients: ReadonlyMap<string, Tensor>;
}

/** Gradients of `lossOf(variables)` with respect to the variables named in `weights`; the others count as constants. */
export function lossAndGradients(
  lossOf: (variables: Tensors) => Scalar,
  variables: Tensors,
  weights: readonly string[],
): LossAndGradients {
  const { value, grads } = tensorflow().valueAndGrads(() => lossOf(variables))(
    weights.map((name) => variables[name]!),
  );
  return {
    loss: value as Scalar,
    gradients: new Map(weights.map((name, index) => [name, grads[index]!])),
  };
}
