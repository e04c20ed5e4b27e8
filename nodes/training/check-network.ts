import { buildNetwork } from '../../learn/networks/build-network.js';
import { type Network, parameterCount } from '../../learn/networks/network.js';
import { dilationsOf, type NetworkSpec } from '../../learn/networks/network-schema.js';
import { type PatchGanOptions, patchGan } from '../../learn/networks/patch-gan.js';
import type { Problem } from '../define-node.js';

/** Parameters of a network: with Adam's moments 1.2 GB, and as much again in each checkpoint. */
const mostParameters = 100_000_000;

/** Rules between the params of a training node that its schema cannot say. */
export function checkNetworkParams(params: {
  readonly network: NetworkSpec;
  readonly crop?: number | undefined;
}): readonly Problem[] {
  const { network, crop } = params;
  const problems: Problem[] = [];
  const dilations = dilationsOf(network);
  if ('message' in dilations) {
    const { field, message, hint } = dilations;
    problems.push({ path: ['network', field], message, hint });
  } else {
    problems.push(...checkSize('network', buildNetwork(network)));
  }
  const stride = 2 ** network.blocks;
  if (crop !== undefined && crop % stride !== 0) {
    const message = `a network with ${network.blocks} blocks takes images whose sides are multiples of ${stride}`;
    problems.push({ path: ['crop'], message, hint: `the next one is ${Math.ceil(crop / stride) * stride}` });
  }
  return problems;
}

/** What is wrong with a discriminator that fits the schema. */
export function checkDiscriminatorParams(params: {
  readonly discriminator: PatchGanOptions;
}): readonly Problem[] {
  return checkSize('discriminator', patchGan(params.discriminator));
}

function checkSize(param: 'network' | 'discriminator', network: Network): readonly Problem[] {
  const count = parameterCount(network);
  if (count <= mostParameters) return [];
  const message = `the ${param} has ${count} parameters, more than ${mostParameters}`;
  return [{ path: [param, 'baseFilters'], message, hint: 'lower baseFilters' }];
}
