/** Decoding runs on libuv's four threads; more files at a time would only take memory. */
const filesAtATime = 4;

/** The results of `work` on each item, in their order; a few are worked on at a time. */
export async function mapFiles<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  async function workOnNext() {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]!, index);
    }
  }
  await Promise.all(Array.from({ length: filesAtATime }, workOnNext));
  return results;
}
