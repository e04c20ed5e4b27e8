import type { NamedArrays } from '../../weights/named-arrays.js';
import { networksOf, type ParityCase } from './parity-case.test-helper.js';

/** How far one array of a case is from PyTorch’s. */
export interface Difference {
  readonly name: string;
  readonly measure: Measure;
  readonly value: number;
}

/** How differences are measured, and how large they may be. */
export const measures = {
  'largest difference of an output': 1e-4,
  'relative difference of a gradient': 1e-3,
  'size of a gradient that is 0': 1e-4,
  'relative difference of a running statistic': 1e-4,
  'relative difference of the first loss': 1e-3,
  'relative difference of the losses': 1e-2,
} as const;

export type Measure = keyof typeof measures;

/** Whether all differences are small enough; NaN never is. */
export function isAlike(differences: readonly Difference[]): boolean {
  return differences.every(({ measure, value }) => value <= measures[measure]);
}

/** The differences between what a case computes here and with PyTorch, whose arrays are the reference. */
export function differencesOf(
  parityCase: ParityCase,
  ours: NamedArrays,
  reference: NamedArrays,
): Difference[] {
  const vanishing = vanishingGradients(parityCase);
  return [...reference].flatMap(([name, { data: expected }]): Difference[] => {
    // A gradient that is always 0 is not computed here.
    const data = ours.get(name)?.data ?? (vanishing.has(name) ? expected.map(() => 0) : undefined);
    if (data?.length !== expected.length) throw new Error(`${name} has another shape here, or is not there`);
    const [group] = name.split('/', 1);
    if (vanishing.has(name)) {
      const value = Math.max(...[...data, ...expected].map(Math.abs));
      return [{ name, measure: 'size of a gradient that is 0', value }];
    }
    const relative = norm(data.map((x, i) => x - expected[i]!)) / norm(expected);
    switch (group) {
      case 'output': {
        const value = data.reduce((most, x, i) => Math.max(most, Math.abs(x - expected[i]!)), 0);
        return [{ name, measure: 'largest difference of an output', value }];
      }
      case 'gradient':
        return [{ name, measure: 'relative difference of a gradient', value: relative }];
      case 'statistic':
        return [{ name, measure: 'relative difference of a running statistic', value: relative }];
      default: {
        const each = Array.from(data, (x, step) => Math.abs(x / expected[step]! - 1));
        return [
          { name, measure: 'relative difference of the first loss', value: each[0]! },
          { name, measure: 'relative difference of the losses', value: Math.max(...each) },
        ];
      }
    }
  });
}

/** BatchNorm takes away what a bias before it adds, so that bias has no gradient but rounding errors. */
function vanishingGradients(parityCase: ParityCase): Set<string> {
  const names = [...networksOf(parityCase)].flatMap(([prefix, { variables }]) =>
    variables
      .filter(({ kind, trained }) => kind === 'weight' && !trained)
      .map(({ name }) => `gradient/${prefix}${name}`),
  );
  return new Set(names);
}

function norm(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));
}
