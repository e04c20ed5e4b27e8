import { buildNetwork } from '../../learn/networks/build-network.js';
import { dilationsOf, type NetworkSpec } from '../../learn/networks/network-schema.js';
import type { NamedArrays } from '../../learn/weights/named-arrays.js';
import type { Weights } from '../artifacts/weights.js';
import { NodeError } from '../node-error.js';

/**
 * All variables of a pretrained network, its running statistics and its head included, for a network that must be
 * the same. Throws a NodeError that names the differences.
 */
export function transferredValues({ index, arrays }: Weights, wanted: NetworkSpec): NamedArrays {
  const problems = [
    ...differingTensors(arrays, wanted),
    ...(sameDilations(index.network, wanted)
      ? []
      : ['its dilations, and so its receptive field, are others']),
  ];
  if (problems.length > 0) {
    throw new NodeError(
      'bad-input',
      `the pretrained weights are for another network: ${problems.join('; ')}`,
      'use the same network for pretrain-gan and finetune',
    );
  }
  return arrays;
}

function differingTensors(arrays: NamedArrays, wanted: NetworkSpec): string[] {
  const { variables } = buildNetwork(wanted);
  const differences = variables.flatMap(({ name, shape }) => {
    const given = arrays.get(name);
    if (!given) return [`${name} is missing`];
    return given.shape.join() === shape.join() ? [] : [`${name} is [${given.shape}] and not [${shape}]`];
  });
  const expected = new Set(variables.map(({ name }) => name));
  const unknown = [...arrays.keys()].filter((name) => !expected.has(name));
  return shortened([...differences, ...unknown.map((name) => `${name} is not in the network`)]);
}

function sameDilations(a: NetworkSpec, b: NetworkSpec): boolean {
  return String(dilationsOf(a)) === String(dilationsOf(b));
}

/** The first few, and how many there are beyond. */
function shortened(items: readonly string[]): string[] {
  const shown = 3;
  if (items.length <= shown) return [...items];
  return [...items.slice(0, shown), `and ${items.length - shown} more tensors`];
}
