import type { Location } from '../diagnostics/diagnostic.js';
import type { DiagnosticList } from '../diagnostics/diagnostic-list.js';
import { didYouMean } from '../diagnostics/did-you-mean.js';
import type { Axis, JsonValue } from '../pipeline.js';
import { describeValue } from '../schema/describe-value.js';
import type { Reference } from './parse-template.js';

/** An axis with its place among the axes of the document, which is its place in a point. */
export interface IndexedAxis extends Axis {
  readonly index: number;
}

/** Without repetition, in the order of the document. */
export function axesInOrder(axes: Iterable<IndexedAxis>): readonly IndexedAxis[] {
  return [...new Set(axes)].sort((a, b) => a.index - b.index);
}

/** The index of a label for each axis of the document. */
export type PointIndexes = readonly number[];

/** Names with what they stand for; undefined where that could not be had, which is reported already. */
export type Names<T> = ReadonlyMap<string, T | undefined>;

/** What a reference stands for: one value, or one for each label of an axis. */
export type Referent =
  | { readonly value: JsonValue }
  | { readonly axis: IndexedAxis; readonly values: readonly Lookup[] };

/** A value, or why there is none. */
export type Lookup =
  | { readonly value: JsonValue }
  | { readonly problem: { readonly message: string; readonly hint?: string | undefined } };

export interface ScopeOptions {
  readonly diagnostics: DiagnosticList;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Missing where variables cannot be used. */
  readonly variables?: Names<JsonValue>;
  /** Missing where axes cannot be used. */
  readonly axes?: Names<IndexedAxis>;
}

const onlyEnvironment = 'variables can use ${env.NAME} only';

/** What `${…}` may refer to at some part of the document. */
export class Scope {
  readonly #options: ScopeOptions;
  readonly usedAxes = new Set<string>();
  readonly usedVariables = new Set<string>();

  constructor(options: ScopeOptions) {
    this.#options = options;
  }

  /** @returns undefined where there is nothing of that name; it is reported */
  resolve(reference: Reference, location: Location): Referent | undefined {
    const [first, ...rest] = reference.names;
    if (first === 'env') return this.#environmentVariable(reference, location);
    if (first === 'vars') return this.#variable(reference, location);
    const { axes, variables, diagnostics } = this.#options;
    if (axes === undefined) {
      if (variables === undefined) diagnostics.error(location, onlyEnvironment);
      else diagnostics.error(location, 'the values of axes can use ${vars.name} and ${env.NAME} only');
      return undefined;
    }
    if (!axes.has(first)) {
      const hint = variables?.has(first) ? `write \${vars.${first}}` : didYouMean(first, axes.keys(), 'axes');
      diagnostics.error(location, `unknown axis "${first}"`, { hint });
      return undefined;
    }
    this.usedAxes.add(first);
    const axis = axes.get(first);
    const ofAxis = `axis "${first}"`;
    return axis && { axis, values: axis.values.map((value) => lookUp(value, rest, ofAxis)) };
  }

  #variable({ names, text }: Reference, location: Location): Referent | undefined {
    const { variables, diagnostics } = this.#options;
    const [, name, ...fields] = names;
    if (variables === undefined) {
      diagnostics.error(location, onlyEnvironment);
      return undefined;
    }
    if (name === undefined) {
      diagnostics.error(location, `${text} lacks the name of a variable`, { hint: 'write ${vars.name}' });
      return undefined;
    }
    if (!variables.has(name)) {
      const hint = didYouMean(name, variables.keys(), 'variables');
      diagnostics.error(location, `unknown variable "${name}"`, { hint });
      return undefined;
    }
    this.usedVariables.add(name);
    const value = variables.get(name);
    if (value === undefined) return undefined;
    const found = lookUp(value, fields, `variable "${name}"`);
    if ('value' in found) return found;
    diagnostics.error(location, found.problem.message, { hint: found.problem.hint });
    return undefined;
  }

  #environmentVariable({ names, text }: Reference, location: Location): Referent | undefined {
    const { environment, diagnostics } = this.#options;
    const [, name, ...fields] = names;
    if (name === undefined || fields.length > 0) {
      const hint = 'write ${env.NAME}; the variables of the environment have no fields';
      diagnostics.error(location, `${text} does not name a variable of the environment`, { hint });
      return undefined;
    }
    // A plain read would also find what objects inherit, such as `toString`.
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
    if (value !== undefined) return { value };
    const hint = `set it: ${name}=… micrograph …`;
    diagnostics.error(location, `the environment variable ${name} is not set`, { hint });
    return undefined;
  }
}

function lookUp(start: JsonValue, fields: readonly string[], owner: string): Lookup {
  let value = start;
  let of = owner;
  for (const field of fields) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { problem: { message: `${of} has no fields`, hint: `its value is ${describeValue(value)}` } };
    }
    const object = value as Readonly<Record<string, JsonValue>>;
    if (!Object.hasOwn(object, field)) {
      const hint = didYouMean(field, Object.keys(object), 'fields');
      return { problem: { message: `${of} has no field "${field}"`, hint } };
    }
    value = object[field]!;
    of = `"${field}" of ${of}`;
  }
  return { value };
}
