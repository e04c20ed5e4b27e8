import type { NetworkSpec } from '../../learn/networks/network-schema.js';
import type { PatchGanOptions } from '../../learn/networks/patch-gan.js';
import type { Problem } from '../define-node.js';
import { checkDiscriminatorParams, checkNetworkParams } from '../training/check-network.js';

interface Params {
  readonly network: NetworkSpec;
  readonly crop?: number | undefined;
  readonly adversarial: 'lsgan' | 'vanilla' | 'none';
  readonly lambdaL1: number;
  readonly discriminator?: PatchGanOptions | undefined;
}

/** Rules between params that the schema cannot say. */
export function check(params: Params): readonly Problem[] {
  const { adversarial, lambdaL1, discriminator } = params;
  const problems = [...checkNetworkParams(params)];
  if (adversarial !== 'none') {
    return discriminator ? [...problems, ...checkDiscriminatorParams({ discriminator })] : problems;
  }
  if (discriminator) {
    const message = 'there is no discriminator where adversarial is "none"';
    problems.push({ path: ['discriminator'], message, hint: 'leave it out, or choose another adversarial' });
  }
  if (lambdaL1 === 0) {
    const message = 'nothing is learned where adversarial is "none" and lambdaL1 is 0';
    problems.push({ path: ['lambdaL1'], message, hint: 'leave it out' });
  }
  return problems;
}
