import { randomAt } from '../../random/random.js';
import type { Fault, Faulted } from './faults.js';

/** Whether everything is tried, or what a seed draws. */
export const allFaults = process.env['MICROGRAPH_ALL_FAULTS'] === '1';
export const faultSeed = Number(process.env['FAULT_SEED'] ?? 1);

/** One of each kind of effect that a run has: large and small files, states, links, two trainings of one trajectory. */
export const trainings = {
  name: 'faults',
  nodes: {
    large: { type: 'emit', params: { value: 'large'.repeat(4_000) } },
    short: { type: 'grow', inputs: { a: 'large' }, params: { epochs: 2 } },
    long: { type: 'grow', inputs: { a: 'large' }, params: { epochs: 3 } },
    all: { type: 'collect', inputs: { values: { gather: 'long.value' } } },
  },
};

/** `coordinator rename blobs`, the third of them. */
export interface Moment {
  readonly process: Fault['process'];
  readonly only: string;
  readonly at: number;
}

export function momentsOf({ effects }: Faulted): Moment[] {
  const seen = new Map<string, number>();
  return effects.map((effect) => {
    const [process, ...words] = effect.split(' ') as [Fault['process'], ...string[]];
    const at = (seen.get(effect) ?? 0) + 1;
    seen.set(effect, at);
    return { process, only: words.join(' '), at };
  });
}

/** One of each kind, drawn from the seed in FAULT_SEED; with MICROGRAPH_ALL_FAULTS=1, all. */
export function chosen(moments: readonly Moment[], stream: string): readonly Moment[] {
  if (allFaults) return moments;
  const random = randomAt({ stream, seed: faultSeed });
  const kinds = [...new Set(moments.map(({ only }) => only))];
  return kinds.map((kind) => {
    const those = moments.filter(({ only }) => only === kind);
    return those[random.integer(those.length)]!;
  });
}
