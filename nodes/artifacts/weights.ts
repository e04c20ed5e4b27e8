import type { Intensities } from '../../imaging/image-set.js';
import type { NetworkSpec } from '../../learn/networks/network-schema.js';
import type { NamedArrays } from '../../learn/weights/named-arrays.js';
import { decodeSafetensors } from '../../learn/weights/safetensors.js';
import type { InputArtifact, OutputArtifact } from '../run-context.js';

/** `index.json` of a weights artifact. */
export interface WeightsIndex {
  readonly network: NetworkSpec;
  /** How the images that it was trained on were read. */
  readonly intensities: Intensities;
  /** Mean absolute error on the validation images, of the network and of the unchanged input. */
  readonly validationL1: number;
  readonly identityL1: number;
  /**
   * The epoch whose weights these are. How many were trained is not said: more epochs that find nothing better leave
   * the artifact as it is, and what was computed from it stays valid.
   */
  readonly bestEpoch: number;
}

export interface Weights {
  readonly index: WeightsIndex;
  /** All variables of the network. */
  readonly arrays: NamedArrays;
}

/** Writes a network's variables, already in safetensors form. */
export async function writeWeights(
  output: OutputArtifact,
  index: WeightsIndex,
  safetensors: Uint8Array,
): Promise<void> {
  await output.write('weights.safetensors', safetensors);
  await output.write('index.json', `${JSON.stringify(index, null, 1)}\n`);
}

/** Throws a SafetensorsError where the file is damaged. */
export async function readWeights(artifact: InputArtifact): Promise<Weights> {
  return {
    index: await artifact.json<WeightsIndex>('index.json'),
    arrays: decodeSafetensors(await artifact.read('weights.safetensors')),
  };
}
