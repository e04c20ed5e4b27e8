import type { Network } from './network.js';
import { dilationsOf, type NetworkSpec } from './network-schema.js';
import { residualUnet } from './residual-unet.js';

/** The network that a checked spec describes. */
export function buildNetwork(spec: NetworkSpec): Network {
  const dilations = dilationsOf(spec);
  if ('message' in dilations) throw new Error(`bug: ${dilations.message}`);
  return residualUnet({ baseFilters: spec.baseFilters, dilations });
}
