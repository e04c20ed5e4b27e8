import { randomAt } from '../../random/random.js';
import { type Scalar, type Tensor, tensorflow } from '../runtime/tensorflow.js';

/** Standard normal numbers of this shape, the same for the same stream. */
export function normalTensor<T extends Tensor>(stream: string, shape: readonly number[]): T {
  const random = randomAt({ stream, seed: 0 });
  const length = shape.reduce((product, side) => product * side, 1);
  const data = Float32Array.from({ length }, () => random.normal());
  return tensorflow().tensor(data, [...shape], 'float32') as T;
}

/**
 * The largest relative difference, over the inputs, between the gradient of Σ weights ∘ f(inputs) along a random
 * direction and its central finite difference. Of the order of 1e-3 for correct gradients in single precision.
 */
export function gradientError(f: (...inputs: Tensor[]) => Tensor, inputs: readonly Tensor[]): number {
  const tf = tensorflow();
  return tf.tidy(() => {
    const output = f(...inputs);
    const weights = normalTensor('gradient-check/weights', output.shape);
    const weighted = (...at: Tensor[]) =>
      f(...at)
        .mul(weights)
        .sum() as Scalar;
    const { grads } = tf.valueAndGrads(weighted)([...inputs]);
    const errors = inputs.map((input, index) => {
      const direction = normalTensor(`gradient-check/direction/${index}`, input.shape);
      const step = 1e-2;
      const shifted = (by: number) =>
        weighted(...inputs.map((other, i) => (i === index ? other.add(direction.mul(by)) : other)));
      const numeric = number(shifted(step).sub(shifted(-step))) / (2 * step);
      const analytic = number(grads[index]!.mul(direction).sum());
      return Math.abs(numeric - analytic) / Math.max(1, Math.abs(numeric));
    });
    return Math.max(...errors);
  });
}

/** The value of a scalar tensor. */
export function number(scalar: Tensor): number {
  return scalar.dataSync()[0]!;
}
