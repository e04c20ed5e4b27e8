/**
 * JSON with sorted names and no blanks: equal data, equal bytes. Throws (a bug) for what JSON cannot hold, since a
 * value that vanishes from the text would vanish from the key. Written without intermediate lists: keys of thousands of
 * instances are made at every start.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`bug: ${value} has no canonical JSON`);
    return JSON.stringify(value);
  }
  if (typeof value !== 'object') throw new Error(`bug: a ${typeof value} has no canonical JSON`);
  let text = '';
  if (Array.isArray(value)) {
    for (const item of value) text += `${text === '' ? '' : ','}${canonicalJson(item)}`;
    return `[${text}]`;
  }
  for (const name of sortedNames(value)) {
    const field = (value as Record<string, unknown>)[name];
    if (field === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(field)}`;
  }
  return `{${text}}`;
}

/** Most objects have their names in this order already, and sorting would cost more than all the rest. */
function sortedNames(value: object): readonly string[] {
  const names = Object.keys(value);
  return names.every((name, at) => at === 0 || names[at - 1]! < name) ? names : names.sort();
}
