import type { Intensities } from '../../imaging/image-set.js';
import type { NetworkSpec } from '../../learn/networks/network-schema.js';
import type { Task } from '../../learn/tasks/task-schema.js';
import type { OutputActivation } from '../../learn/training/output-activation.js';
import type { NamedArrays } from '../../learn/weights/named-arrays.js';
import type { InputArtifact, OutputArtifact } from '../run-context.js';
import { type ImagesSeen, writeImagesSeen } from './images-seen.js';
import { readArrays } from './read-arrays.js';

/** `index.json` of a weights artifact. */
export interface WeightsIndex {
  readonly network: NetworkSpec;
  /** Of a generator: what the network's output goes through to become an image. */
  readonly outputActivation?: OutputActivation;
  /** How the images that it was trained on were read. */
  readonly intensities: Intensities;
  /** What it was fine-tuned for; a generator that restores images has none. */
  readonly task?: Task;
  /** Of a generator: mean absolute error on the validation images, of the network and of the unchanged input. */
  readonly validationL1?: number;
  readonly identityL1?: number;
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

/** Writes a network's variables, already in safetensors form, and which images made them what they are. */
export async function writeWeights(
  output: OutputArtifact,
  index: WeightsIndex,
  seen: ImagesSeen,
  safetensors: Uint8Array,
): Promise<void> {
  await output.write('weights.safetensors', safetensors);
  await writeImagesSeen(output, seen);
  await output.write('index.json', `${JSON.stringify(index, null, 1)}\n`);
}

/** Throws a NodeError where the file is damaged. */
export async function readWeights(artifact: InputArtifact): Promise<Weights> {
  return {
    index: await artifact.json<WeightsIndex>('index.json'),
    arrays: await readArrays(artifact, 'weights.safetensors'),
  };
}
