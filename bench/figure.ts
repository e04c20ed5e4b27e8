/** One measured number; the shape of a line of `--json`. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** At most this, in the same unit. */
  readonly goal?: number;
  readonly ok?: boolean;
  /** What it is compared with, in words. */
  readonly versus?: string;
}

export function figure(name: string, value: number, unit: string, goal?: number, versus?: string): Figure {
  return {
    name,
    value: Number(value.toPrecision(3)),
    unit,
    ...(goal !== undefined && { goal, ok: value <= goal }),
    ...(versus !== undefined && { versus }),
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
