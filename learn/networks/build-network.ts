import { hrnet } from './hrnet/hrnet.js';
import { hrnetPresets } from './hrnet/presets.js';
import type { Network } from './network.js';
import type { NetworkProblem } from './network-problem.js';
import type { NetworkSpec } from './network-schema.js';
import { residualUnet } from './residual-unet/residual-unet.js';
import { residualUnetOptions } from './residual-unet/residual-unet-schema.js';

/** The network that a checked spec describes, from one channel to `outputs` channels. */
export function buildNetwork(spec: NetworkSpec, outputs = 1): Network {
  const network = tryBuildNetwork(spec, outputs);
  if ('message' in network) throw new Error(`bug: ${network.message}`);
  return network;
}

/** The network that a spec describes, or what is wrong with the spec although it fits the schema. */
export function tryBuildNetwork(spec: NetworkSpec, outputs = 1): Network | NetworkProblem {
  if (spec.kind === 'hrnet')
    return hrnet({ ...hrnetPresets[spec.preset], stemStride: spec.stemStride, outputs });
  const options = residualUnetOptions(spec);
  return 'message' in options ? options : residualUnet({ ...options, outputs });
}
