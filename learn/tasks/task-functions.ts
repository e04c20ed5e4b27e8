import type { Scalar, Tensor4D } from '../runtime/tensorflow.js';

/** What a task computes with tensors. Pure TensorFlow operations, so that a training step can be recorded. */
export interface TaskFunctions {
  /** Output channels of the network. */
  readonly channels: number;
  /** The network's last layer [n, h, w, channels], pooled over pixels to [n, 1, 1, channels] where the task says so. */
  pool(output: Tensor4D): Tensor4D;
  /**
   * Losses of a pooled last layer [n, h, w, channels] against the target [n, h, w, 1] (for masks 0 or 1, for classes
   * and labels the class's number, else intensities): `loss`, the weighted sum, and each part by its name. Values are
   * means over the images; only `loss` is differentiated.
   */
  losses(output: Tensor4D, target: Tensor4D): Readonly<Record<string, Scalar>> & { readonly loss: Scalar };
  /** Predictions of the pooled last layer. */
  activate(output: Tensor4D): Tensor4D;
}
