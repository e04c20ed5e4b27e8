import type { Location } from '../diagnostics/diagnostic.js';
import type { DiagnosticList } from '../diagnostics/diagnostic-list.js';
import type { Field, Located, LocatedList, LocatedObject } from '../json/located.js';
import { lineNumberOf } from '../json/source-position.js';
import type { JsonObject, JsonValue } from '../pipeline.js';
import { TemplateCompiler } from '../templates/compile-template.js';
import { type IndexedAxis, type Names, Scope } from '../templates/scope.js';

export interface AxisOptions {
  readonly variables: Names<JsonValue>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly diagnostics: DiagnosticList;
}

interface LabelledValue {
  readonly label: string;
  readonly value: JsonValue;
  readonly location: Location;
}

/** Words that `${…}` begins with where it does not mean an axis. */
const reservedNames = new Set(['vars', 'env']);

/** The axes with their labels and values; an axis with something wrong has its name, but no value. */
export function readAxes(
  axes: LocatedObject | undefined,
  options: AxisOptions,
): { axes: Names<IndexedAxis>; usedVariables: ReadonlySet<string> } {
  const scope = new Scope(options);
  const reader = new AxisReader(scope, options.diagnostics);
  const read = new Map<string, IndexedAxis | undefined>();
  for (const [name, field] of axes?.fields ?? []) read.set(name, reader.read(name, field, read.size));
  return { axes: read, usedVariables: scope.usedVariables };
}

class AxisReader {
  readonly #diagnostics: DiagnosticList;
  readonly #compiler: TemplateCompiler;

  constructor(scope: Scope, diagnostics: DiagnosticList) {
    this.#diagnostics = diagnostics;
    this.#compiler = new TemplateCompiler(scope, diagnostics);
  }

  read(name: string, { nameLocation, value: located }: Field, index: number): IndexedAxis | undefined {
    if (reservedNames.has(name)) {
      this.#diagnostics.error(nameLocation, `an axis cannot be called "${name}"`, {
        hint: `\${${name}.…} has a meaning of its own`,
      });
      return undefined;
    }
    const values =
      located.kind === 'list'
        ? this.#readList(located)
        : located.kind === 'object'
          ? this.#readObject(located)
          : [];
    const byLabel = new Map<string, LabelledValue>();
    for (const value of values) {
      if (value === undefined || !this.#checkLabel(value, byLabel)) return undefined;
      byLabel.set(value.label, value);
    }
    if (byLabel.size === 0) return undefined;
    return {
      name,
      index,
      labels: [...byLabel.keys()],
      values: Array.from(byLabel.values(), ({ value }) => value),
      location: nameLocation,
    };
  }

  #readObject({ fields }: LocatedObject): (LabelledValue | undefined)[] {
    return Array.from(fields, ([label, field]) => {
      const value = this.#compiler.constant(field.value);
      return value === undefined ? undefined : { label, value, location: field.nameLocation };
    });
  }

  #readList({ items }: LocatedList): (LabelledValue | undefined)[] {
    return items.map((item) => {
      const value = this.#compiler.constant(item);
      return value === undefined ? undefined : this.#labelItem(item, value);
    });
  }

  #labelItem({ location }: Located, value: JsonValue): LabelledValue | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { label: typeof value === 'string' ? value : JSON.stringify(value), value, location };
    }
    // The label names the point; it is not a part of the value.
    const { label, ...rest } = value as JsonObject;
    if (typeof label === 'string') return { label, value: rest, location };
    const hint = 'or write the axis as an object of labels and values';
    const message = 'an object in the list of an axis needs a "label" that is text';
    this.#diagnostics.error({ ...location, length: 1 }, message, { hint });
    return undefined;
  }

  #checkLabel({ label, location }: LabelledValue, others: ReadonlyMap<string, LabelledValue>): boolean {
    const other = others.get(label);
    if (other !== undefined) {
      const related = { message: 'first written here', location: other.location };
      const message = `the label "${label}" is there twice, first on ${lineNumberOf(other.location)}`;
      this.#diagnostics.error(location, message, { related });
      return false;
    }
    if (label.trim() !== '' && !/\p{Cc}/u.test(label)) return true;
    const hint = 'labels name instances in commands, tables and reports';
    this.#diagnostics.error(location, 'a label cannot be empty or hold control characters', { hint });
    return false;
  }
}
