/** What a cell of a table says of several runs. */
export interface Summary {
  readonly n: number;
  readonly mean: number;
  /** Sample standard deviation (n − 1 in the denominator); undefined for a single value, and where one is infinite. */
  readonly std: number | undefined;
  /** The middle one in order; the mean of the middle two for an even number. */
  readonly median: number;
}

/** Throws (a bug) for no values: they have no mean, and a missing run is not a zero. */
export function summarize(values: readonly number[]): Summary {
  const n = values.length;
  if (n === 0) throw new Error('bug: nothing to summarize');
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const std = n === 1 || !Number.isFinite(mean) ? undefined : Math.sqrt(squares / (n - 1));
  return { n, mean, std, median: medianOf(values) };
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
