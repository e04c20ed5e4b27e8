import { tryBuildNetwork } from '../../learn/networks/build-network.js';
import { type Network, parameterCount } from '../../learn/networks/network.js';
import type { NetworkSpec } from '../../learn/networks/network-schema.js';
import { type PatchGanOptions, patchGan } from '../../learn/networks/patch-gan.js';
import type { Problem } from '../define-node.js';

/** Parameters of a network: with Adam's moments 1.2 GB, and as much again in each checkpoint. */
const mostParameters = 100_000_000;

/** Rules between the params of a training node that its schema cannot say. */
export function checkNetworkParams(params: {
  readonly network: NetworkSpec;
  readonly crop?: number | undefined;
}): readonly Problem[] {
  const network = tryBuildNetwork(params.network);
  if ('message' in network) {
    const { field, message, hint } = network;
    return [{ path: ['network', field], message, hint }];
  }
  return [...checkSize('network', network), ...checkCrop(params.crop, network.stride)];
}

function checkCrop(crop: number | undefined, stride: number): readonly Problem[] {
  if (crop === undefined || crop % stride === 0) return [];
  const message = `this network takes images whose sides are multiples of ${stride}`;
  return [{ path: ['crop'], message, hint: `the next one is ${Math.ceil(crop / stride) * stride}` }];
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
