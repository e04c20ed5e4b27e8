import type { JsonValue } from '../pipeline.js';

const maxLength = 60;

/** A value as messages show it: whole where it is short. */
export function describeValue(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  if (text.length <= maxLength) return text;
  if (typeof value === 'string') return `${text.slice(0, maxLength)}…"`;
  return Array.isArray(value) ? `a list of ${value.length} items` : 'an object';
}
