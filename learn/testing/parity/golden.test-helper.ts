import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { randomAt } from '../../../random/random.js';
import type { NamedArray, NamedArrays } from '../../weights/named-arrays.js';
import { vector } from './parity-numbers.test-helper.js';

/** PyTorch’s numbers for a case, as a file holds them. */
export interface Golden {
  /** Version of PyTorch. */
  readonly torch: string;
  readonly numbers: Readonly<Record<string, readonly number[]>>;
}

export function goldenPath(name: string): string {
  return fileURLToPath(new URL(`golden/${name}.json`, import.meta.url));
}

/** PyTorch’s numbers for a case, as far as they are kept. */
export async function readGolden(name: string): Promise<NamedArrays> {
  const { numbers } = JSON.parse(await readFile(goldenPath(name), 'utf8')) as Golden;
  return new Map(Object.entries(numbers).map(([key, values]) => [key, vector(values)]));
}

const keptOutputs = 256;
const projections = 12;

/**
 * What is kept of a case’s numbers. Losses, and arrays of no more than 12 numbers, as they are; of outputs 256 pixels;
 * of larger arrays their projections on 12 random directions, whose distances are, on the average, those of the arrays
 * (Johnson & Lindenstrauss 1984).
 */
export function kept(numbers: NamedArrays): NamedArrays {
  return new Map(
    [...numbers].map(([name, array]) => {
      if (name.startsWith('output/')) return [name, sample(array)];
      if (name.startsWith('loss/') || array.data.length <= projections) return [name, array];
      return [name, project(name, array)];
    }),
  );
}

function sample({ data }: NamedArray): NamedArray {
  const distance = Math.max(1, data.length / keptOutputs);
  const length = Math.min(data.length, keptOutputs);
  return vector(Array.from({ length }, (_, index) => data[Math.floor(index * distance)]!));
}

function project(name: string, { data }: NamedArray): NamedArray {
  const random = randomAt({ stream: `parity/projection/${name}`, seed: 0 });
  const sums = Array.from({ length: projections }, () =>
    data.reduce((sum, value) => sum + (random.uniform() < 0.5 ? -value : value), 0),
  );
  return vector(sums.map((sum) => sum / Math.sqrt(projections)));
}
