import type { Location } from '../diagnostics/diagnostic.js';
import type { JsonValue } from '../pipeline.js';

/** A JSON value that knows where it is written. */
export type Located = LocatedScalar | LocatedList | LocatedObject | LocatedHole;

export interface LocatedScalar {
  readonly kind: 'scalar';
  readonly value: null | boolean | number | string;
  readonly location: Location;
}

export interface LocatedList {
  readonly kind: 'list';
  readonly items: readonly Located[];
  readonly location: Location;
  /** Where the list is a table of a CSV file: the field that names its rows. */
  readonly nameField?: string;
}

export interface LocatedObject {
  readonly kind: 'object';
  /** In the order of the document, names that look like numbers too. */
  readonly fields: ReadonlyMap<string, Field>;
  readonly location: Location;
}

/** Where a value should be but could not be had; what was wrong is reported already. */
export interface LocatedHole {
  readonly kind: 'hole';
  readonly location: Location;
}

export interface Field {
  readonly nameLocation: Location;
  readonly value: Located;
}

export type Path = readonly (string | number)[];

/** How far a path leads into a value. */
export interface Reached {
  /** The value at the end of the path, or the innermost one on the way to it that is written. */
  readonly value: Located;
  /** The name of the field that holds `value`; undefined for the root and for items of lists. */
  readonly nameLocation: Location | undefined;
  /** What is left of the path. */
  readonly rest: Path;
}

export function follow(root: Located, path: Path): Reached {
  let value = root;
  let nameLocation: Location | undefined;
  for (const [index, step] of path.entries()) {
    const field = value.kind === 'object' ? value.fields.get(String(step)) : undefined;
    const next = value.kind === 'list' ? value.items[Number(step)] : field?.value;
    if (next === undefined) return { value, nameLocation, rest: path.slice(index) };
    value = next;
    nameLocation = field?.nameLocation;
  }
  return { value, nameLocation, rest: [] };
}

/** The value of a field, where `value` is an object that has it. */
export function fieldOf(value: Located | undefined, name: string): Located | undefined {
  return value?.kind === 'object' ? value.fields.get(name)?.value : undefined;
}

/** The text, where `value` is one. */
export function textOf(value: Located | undefined): string | undefined {
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
}

/** A new plain value without locations; holes become null. */
export function toJson(value: Located): JsonValue {
  switch (value.kind) {
    case 'scalar':
      return value.value;
    case 'list':
      return value.items.map(toJson);
    case 'object': {
      const object: Record<string, JsonValue> = {};
      for (const [name, field] of value.fields) object[name] = toJson(field.value);
      return object;
    }
    case 'hole':
      return null;
  }
}

/** The values directly inside a value. */
export function childrenOf(value: Located): readonly Located[] {
  if (value.kind === 'list') return value.items;
  if (value.kind === 'object') return Array.from(value.fields.values(), (field) => field.value);
  return nothing;
}

const nothing: readonly Located[] = [];

/** Where the bracket is that opens a value: an object as a whole would be underlined over many lines. */
export function openingOf({ location }: Located): Location {
  return { ...location, length: Math.min(location.length, 1) };
}
