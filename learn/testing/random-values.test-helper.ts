import { randomAt } from '../../random/random.js';
import { initialValues } from '../networks/initial-values.js';
import type { Network } from '../networks/network.js';
import type { ExampleBatch, ImageBatch } from '../training/image-batch.js';
import type { NamedArrays } from '../weights/named-arrays.js';

/** Initial values of a network, the same for the same seed. */
export function testValues(network: Network, seed = 0): NamedArrays {
  return initialValues(network, (name) => randomAt({ stream: `test/${name}`, seed }));
}

/** Standard normal square images, and the masks of where they are positive. */
export function testBatch(count: number, side: number, seed = 0): ExampleBatch {
  const random = randomAt({ stream: 'test/batch', seed });
  const data = Float32Array.from({ length: count * side * side }, () => random.normal());
  const input: ImageBatch = { count, height: side, width: side, channels: 1, data };
  return { input, target: { ...input, data: data.map((x) => (x > 0 ? 1 : 0)) } };
}
