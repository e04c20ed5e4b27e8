import type { NamedArrays } from '../../learn/weights/named-arrays.js';
import { decodeSafetensors, SafetensorsError } from '../../learn/weights/safetensors.js';
import { NodeError } from '../node-error.js';
import type { InputArtifact } from '../run-context.js';

/** The arrays of a .safetensors file. Throws a NodeError that names the file where it is damaged. */
export async function readArrays(artifact: InputArtifact, file: string): Promise<NamedArrays> {
  try {
    return decodeSafetensors(await artifact.read(file));
  } catch (error) {
    if (!(error instanceof SafetensorsError)) throw error;
    throw new NodeError(
      'bad-input',
      `${file} cannot be read: ${error.message}`,
      'the weights must be made anew',
    );
  }
}
