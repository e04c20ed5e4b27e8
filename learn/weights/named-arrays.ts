/** A float32 array and its shape. */
export interface NamedArray {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Float32Array;
}

/** Weights, statistics or optimiser state by name. */
export type NamedArrays = ReadonlyMap<string, NamedArray>;

/** Number of elements of an array of this shape. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

/** The entries of `map` with `prefix` put before their names. */
export function withPrefix<T>(prefix: string, map: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  return new Map([...map].map(([name, value]) => [prefix + name, value]));
}

/** The entries of `map` whose names begin with `prefix`, named without it. */
export function withoutPrefix<T>(prefix: string, map: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  const inside = [...map].filter(([name]) => name.startsWith(prefix));
  return new Map(inside.map(([name, value]) => [name.slice(prefix.length), value]));
}
