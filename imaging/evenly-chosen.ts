/** `most` of the indices 0 … count−1, evenly spaced from the first on; all where there are no more. Ascending. */
export function evenlyChosen(count: number, most: number): readonly number[] {
  const chosen = Math.min(count, most);
  return Array.from({ length: chosen }, (_, position) => Math.floor((position * count) / chosen));
}
