import type { Random } from '../../random/random.js';
import { elementCount, type NamedArrays } from '../weights/named-arrays.js';
import type { Network } from './network.js';

/** How a variable is filled before training. */
export type Fill =
  | { readonly constant: number }
  /** Normal with this mean and standard deviation. */
  | { readonly normal: readonly [mean: number, deviation: number] }
  /** Uniform in [−bound, bound). */
  | { readonly uniform: number };

/** Kaiming-normal for layers before a ReLU: deviation √(2 / fan-in) (He et al. 2015). */
export function kaimingNormal(fanIn: number): Fill {
  return { normal: [0, Math.sqrt(2 / fanIn)] };
}

/** PyTorch's default for a convolution's filter and bias: uniform within ±1/√(fan-in). */
export function fanInUniform(fanIn: number): Fill {
  return { uniform: 1 / Math.sqrt(fanIn) };
}

/** Values of all variables before training. Each is drawn from the generator that `randomFor` gives for its name. */
export function initialValues(network: Network, randomFor: (name: string) => Random): NamedArrays {
  return new Map(
    network.variables.map(({ name, shape, fill }) => {
      const data = new Float32Array(elementCount(shape));
      if ('constant' in fill) {
        data.fill(fill.constant);
      } else {
        const random = randomFor(name);
        for (let i = 0; i < data.length; i++) data[i] = draw(fill, random);
      }
      return [name, { shape, data }];
    }),
  );
}

function draw(fill: Exclude<Fill, { constant: number }>, random: Random): number {
  if ('uniform' in fill) return random.between(-fill.uniform, fill.uniform);
  const [mean, deviation] = fill.normal;
  return mean + deviation * random.normal();
}
