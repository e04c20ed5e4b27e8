/** One JSON object a line; infinite numbers, which JSON does not have, become text. */
export function jsonLines(objects: readonly object[]): string {
  return objects.map(jsonLine).join('');
}

const fullPiece = 2 ** 16;

/** The same piece by piece, for more lines than a string could hold. */
export async function* jsonLinePieces(objects: AsyncIterable<object>): AsyncGenerator<Uint8Array> {
  let piece = '';
  for await (const object of objects) {
    piece += jsonLine(object);
    if (piece.length < fullPiece) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  yield Buffer.from(piece);
}

function jsonLine(object: object): string {
  return `${JSON.stringify(object, infinitiesAsText)}\n`;
}

/** For `JSON.stringify`: infinite numbers become the strings "Infinity" and "-Infinity", not null. */
export function infinitiesAsText(_name: string, value: unknown): unknown {
  return value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY ? String(value) : value;
}

/** A number as it was before `infinitiesAsText`; undefined for all else, such as null, which NaN becomes in JSON. */
export function numberFromJson(value: unknown): number | undefined {
  return typeof value === 'number' || value === 'Infinity' || value === '-Infinity'
    ? Number(value)
    : undefined;
}
