import { dilationsOf, type NetworkSpec } from '../../learn/networks/network-schema.js';
import type { Problem } from '../define-node.js';

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
  }
  const stride = 2 ** network.blocks;
  if (crop !== undefined && crop % stride !== 0) {
    const message = `a network with ${network.blocks} blocks takes images whose sides are multiples of ${stride}`;
    problems.push({ path: ['crop'], message, hint: `the next one is ${Math.ceil(crop / stride) * stride}` });
  }
  return problems;
}
