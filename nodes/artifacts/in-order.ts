/**
 * The results of `work` on each item, in their order. Up to `atMost` are worked on ahead of the one that is asked for.
 * Where work on several fails, the first of them in the order is what is thrown. Ends when all that was begun has.
 */
export async function* inOrder<T, R>(
  items: Iterable<T>,
  atMost: number,
  work: (item: T, place: number) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const begun: Promise<R>[] = [];
  let place = 0;
  try {
    for (const item of items) {
      const result = work(item, place++);
      // One that fails before its turn is not one that nobody looks at.
      result.catch(() => {});
      begun.push(result);
      if (begun.length >= atMost) yield await begun.shift()!;
    }
    while (begun.length > 0) yield await begun.shift()!;
  } finally {
    await Promise.allSettled(begun);
  }
}
