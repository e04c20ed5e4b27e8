import type { Path } from '../json/located.js';
import type { JsonValue } from '../pipeline.js';

/** The steps of a JSON Pointer (RFC 6901): `/params/split/0`. */
export function parsePointer(pointer: string): Path {
  const steps = pointer.split('/').slice(1);
  return steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** What a pointer with `#`, as in schema errors, leads to in a schema; undefined where it leads nowhere. */
export function schemaAt(schema: unknown, pointer: string): unknown {
  return valueAt(schema, parsePointer(decodeURIComponent(pointer)));
}

/** What a path leads to in a plain value. */
export function valueAt<Value = JsonValue>(data: unknown, path: Path): Value | undefined {
  let at = data;
  for (const step of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<string, unknown>)[step];
  }
  return at as Value | undefined;
}

/** The pointer to the schema that holds a keyword. */
export function parentPointer(pointer: string): string {
  return pointer.slice(0, pointer.lastIndexOf('/'));
}
