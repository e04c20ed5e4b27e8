/** One JSON object a line; infinite numbers, which JSON does not have, become text. */
export function jsonLines(objects: readonly object[]): string {
  return objects.map((object) => `${JSON.stringify(object, infinitiesAsText)}\n`).join('');
}

/** For `JSON.stringify`: infinite numbers become the strings "Infinity" and "-Infinity", not null. */
export function infinitiesAsText(_name: string, value: unknown): unknown {
  return value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY ? String(value) : value;
}

/** A number as it was before `infinitiesAsText`. */
export function numberFromJson(value: number | 'Infinity' | '-Infinity'): number {
  return Number(value);
}
