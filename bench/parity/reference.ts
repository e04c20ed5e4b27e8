import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { arraysOf, type ParityCase } from '../../learn/testing/parity/parity-case.test-helper.js';
import type { NamedArrays } from '../../learn/weights/named-arrays.js';
import { decodeSafetensors, encodeSafetensors } from '../../learn/weights/safetensors.js';
import { run } from '../python-environment.js';
import { modulesFolder, pythonWithTorch } from './environment.js';

/** What PyTorch computes for a case, by the names of `parityNumbers`. */
export async function referenceNumbers(parityCase: ParityCase): Promise<NamedArrays> {
  const folder = await mkdtemp(join(tmpdir(), 'micrograph-parity-'));
  try {
    await writeFile(join(folder, 'case.json'), JSON.stringify(parityCase));
    await writeFile(join(folder, 'case.safetensors'), encodeSafetensors(arraysOf(parityCase)));
    run(pythonWithTorch(), [join(modulesFolder, 'reference.py'), folder]);
    return decodeSafetensors(await readFile(join(folder, 'reference.safetensors')));
  } finally {
    await rm(folder, { recursive: true });
  }
}
