import type { DiagnosticList } from '../diagnostics/diagnostic-list.js';
import type { Field, LocatedList, LocatedObject } from '../json/located.js';
import { lineNumberOf } from '../json/source-position.js';
import type { TemplateCompiler } from '../templates/compile-template.js';
import type { IndexedAxis, Names } from '../templates/scope.js';
import { checkLabel, type LabelledValue, readLabelled } from './labelled-value.js';

/** Words that `${…}` begins with where it does not mean an axis. */
const reservedNames = new Set(['vars', 'env']);

/**
 * The axes with their labels and values; an axis with something wrong has its name, but no value.
 * @param compiler for values that may use variables and the environment
 */
export function readAxes(
  axes: LocatedObject | undefined,
  compiler: TemplateCompiler,
  diagnostics: DiagnosticList,
): Names<IndexedAxis> {
  const reader = new AxisReader(compiler, diagnostics);
  const read = new Map<string, IndexedAxis | undefined>();
  for (const [name, field] of axes?.fields ?? []) read.set(name, reader.read(name, field, read.size));
  return read;
}

class AxisReader {
  readonly #diagnostics: DiagnosticList;
  readonly #compiler: TemplateCompiler;

  constructor(compiler: TemplateCompiler, diagnostics: DiagnosticList) {
    this.#diagnostics = diagnostics;
    this.#compiler = compiler;
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

  #readList({ items, nameField }: LocatedList): (LabelledValue | undefined)[] {
    const options = { compiler: this.#compiler, diagnostics: this.#diagnostics, nameField };
    return items.map((item) => readLabelled(item, options));
  }

  #checkLabel(value: LabelledValue, others: ReadonlyMap<string, LabelledValue>): boolean {
    const { label, location } = value;
    const other = others.get(label);
    if (other === undefined) return checkLabel(value, this.#diagnostics);
    const related = { message: 'first written here', location: other.location };
    const message = `the label "${label}" is there twice, first on ${lineNumberOf(other.location)}`;
    this.#diagnostics.error(location, message, { related });
    return false;
  }
}
