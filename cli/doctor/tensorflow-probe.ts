import { createRequire } from 'node:module';
import type * as tfjs from '@tensorflow/tfjs-node-gpu';

/*
 * Run as a process of its own: loads TensorFlow as the workers do and prints a TensorflowProbe as JSON.
 */

/** What loading TensorFlow and using it for a moment shows. */
export interface TensorflowProbe {
  readonly version: string;
  readonly loadMs: number;
  readonly usesGpu: boolean;
  /** Median time of a 3×3 convolution, 16 to 16 channels, of one float32 image of 256×256. */
  readonly convolutionMs: number;
}

const loadStartMs = performance.now();
const require = createRequire(import.meta.url);
const tf = require('@tensorflow/tfjs-node-gpu') as typeof tfjs;
const backend = tf.backend() as unknown as { isUsingGpuDevice: boolean; binding: { TF_Version: string } };
const loadMs = performance.now() - loadStartMs;

const image = tf.ones<tfjs.Rank.R4>([1, 256, 256, 16]);
const kernel = tf.ones<tfjs.Rank.R4>([3, 3, 16, 16]);
function convolve(): number {
  const startMs = performance.now();
  const result = tf.conv2d(image, kernel, 1, 'same');
  result.dataSync();
  result.dispose();
  return performance.now() - startMs;
}
const timesMs = Array.from({ length: 12 }, convolve)
  .slice(3)
  .sort((a, b) => a - b);

const probe: TensorflowProbe = {
  version: backend.binding.TF_Version,
  loadMs,
  usesGpu: backend.isUsingGpuDevice,
  convolutionMs: timesMs[4]!,
};
process.stdout.write(JSON.stringify(probe));
