import { createHash } from 'node:crypto';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** Where a random number comes from. The same address always gives the same sequence. */
export interface RandomAddress {
  /** What the numbers are for: `pretrain-gan/corruption`. */
  readonly stream: string;
  readonly seed: number;
  readonly epoch?: number;
  readonly step?: number;
}

/** A sequence of random numbers; made at an address, never shared. */
export interface Random {
  /** In [0, 1), with 32 random bits. */
  uniform(): number;
  /** In [low, high). */
  between(low: number, high: number): number;
  /** A whole number in [0, n). */
  integer(n: number): number;
  /** Standard normal (Box–Muller). */
  normal(): number;
  /** The numbers 0 … n-1 in random order (Fisher–Yates). */
  permutation(n: number): Uint32Array;
}

export function randomAt(address: RandomAddress): Random {
  const text = JSON.stringify([address.stream, address.seed, address.epoch ?? 0, address.step ?? 0]);
  const hash = createHash('sha256').update(text).digest();
  const state = [0, 4, 8, 12].map((at) => hash.readInt32LE(at));
  const generator = xoroshiro128plusFromState(state);
  let spare: number | undefined;

  const uniform = () => (generator.next() >>> 0) / 0x1_0000_0000;
  const integer = (n: number) => Math.floor(uniform() * n);
  return {
    uniform,
    integer,
    between: (low, high) => low + (high - low) * uniform(),
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
    permutation(n) {
      const order = Uint32Array.from({ length: n }, (_, i) => i);
      for (let i = n - 1; i > 0; i--) {
        const j = integer(i + 1);
        const swapped = order[i]!;
        order[i] = order[j]!;
        order[j] = swapped;
      }
      return order;
    },
  };
}
