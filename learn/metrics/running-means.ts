/** Means of values that come by name, image by image. Infinite values are left out where there are finite ones. */
export class RunningMeans {
  readonly #sums = new Map<string, { sum: number; count: number }>();

  add(values: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(values)) {
      const entry = this.#sums.get(name) ?? { sum: 0, count: 0 };
      this.#sums.set(name, entry);
      if (value === Number.POSITIVE_INFINITY) continue;
      entry.sum += value;
      entry.count += 1;
    }
  }

  means(): Record<string, number> {
    const means = [...this.#sums].map(([name, { sum, count }]) => [
      name,
      count === 0 ? Infinity : sum / count,
    ]);
    return Object.fromEntries(means);
  }
}
