/**
 * Remembers the last results of work: for what is made once and used in pieces, one after the other. A few, since
 * several pieces are worked on at a time; no more, since results are large.
 */
export function lately<K, T>(most = 3): (key: K, work: () => Promise<T>) => Promise<T> {
  const results = new Map<K, Promise<T>>();
  return (key, work) => {
    const result = results.get(key) ?? work();
    // The one used last is forgotten last.
    results.delete(key);
    results.set(key, result);
    if (results.size > most) results.delete(results.keys().next().value as K);
    return result;
  };
}
