import { buildNetwork } from '../../learn/networks/build-network.js';
import type { NetworkSpec } from '../../learn/networks/network-schema.js';
import { type PatchGanOptions, patchGan } from '../../learn/networks/patch-gan.js';
import type { TrainedNetwork } from '../define-node.js';
import { discriminatorOf } from './discriminator.js';

interface Params {
  readonly network: NetworkSpec;
  readonly crop?: number | undefined;
  readonly batch: number;
  readonly adversarial: 'lsgan' | 'vanilla' | 'none';
  readonly discriminator?: PatchGanOptions | undefined;
}

/** The generator, and the discriminator where there is one. */
export function networks(params: Params): readonly TrainedNetwork[] {
  const size = { side: params.crop, batch: params.batch };
  const generator = { role: 'generator', network: buildNetwork(params.network), ...size };
  const discriminator = discriminatorOf(params);
  if (!discriminator) return [generator];
  return [generator, { role: 'discriminator', network: patchGan(discriminator), ...size }];
}
