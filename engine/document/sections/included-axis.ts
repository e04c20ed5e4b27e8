import type { DiagnosticList } from '../diagnostics/diagnostic-list.js';
import { didYouMean, nearestHint } from '../diagnostics/did-you-mean.js';
import type { Located } from '../json/located.js';
import type { JsonValue } from '../pipeline.js';
import type { TemplateCompiler } from '../templates/compile-template.js';
import type { IndexedAxis } from '../templates/scope.js';
import { checkLabel, type LabelledValue, readLabelled, textLabel } from './labelled-value.js';

/** An axis that grows by the values that only inclusions bring. */
export class IncludedAxis {
  readonly #axis: IndexedAxis;
  readonly #compiler: TemplateCompiler;
  readonly #diagnostics: DiagnosticList;
  /** Label → position. */
  readonly #positions: Map<string, number>;
  readonly #values: JsonValue[];
  /** Whether each value is its own label, so that a new one can be written as it is. */
  readonly #isPlain: boolean;

  constructor(axis: IndexedAxis, compiler: TemplateCompiler, diagnostics: DiagnosticList) {
    this.#axis = axis;
    this.#compiler = compiler;
    this.#diagnostics = diagnostics;
    this.#positions = new Map(axis.labels.map((label, position) => [label, position]));
    this.#values = [...axis.values];
    this.#isPlain = axis.values.every((value, position) => textLabel(value) === axis.labels[position]);
  }

  /** The positions that one value means, or each of a list; undefined where something is wrong. */
  positions(written: Located): readonly number[] | undefined {
    const items = written.kind === 'list' ? written.items : [written];
    const found = items.map((item) => this.#position(item));
    return found.every((position) => position !== undefined) ? found : undefined;
  }

  extended(): IndexedAxis {
    return { ...this.#axis, labels: [...this.#positions.keys()], values: this.#values };
  }

  #position(item: Located): number | undefined {
    const read = readLabelled(item, { compiler: this.#compiler, diagnostics: this.#diagnostics });
    if (read === undefined) return undefined;
    const known = this.#positions.get(read.label);
    const isFull = item.kind === 'object';
    if (known !== undefined && isFull && !isSame(this.#values[known]!, read.value)) {
      const hint = `write "${read.label}" for the value that is there, or give this one another label`;
      this.#diagnostics.error(
        read.location,
        `axis "${this.#axis.name}" has a label "${read.label}" already, with another value`,
        { hint },
      );
      return undefined;
    }
    return known ?? this.#add(read, isFull);
  }

  #add(read: LabelledValue, isFull: boolean): number | undefined {
    const { label, value, location } = read;
    const { name, labels } = this.#axis;
    if (isFull === this.#isPlain) {
      const near = didYouMean(label, labels, 'labels');
      const form = this.#isPlain ? 'a new value is written as it is' : newForm(this.#axis);
      this.#diagnostics.error(location, `axis "${name}" has no label "${label}"`, {
        hint: near === undefined ? form : `${near}; ${form}`,
      });
      return undefined;
    }
    if (!checkLabel(read, this.#diagnostics)) return undefined;
    const near = typeof value === 'string' ? nearestHint(label, labels) : undefined;
    if (near !== undefined) {
      const message = `"${label}" is a new value of axis "${name}", which only this brings`;
      this.#diagnostics.warning(location, message, { hint: near });
    }
    this.#positions.set(label, this.#values.length);
    this.#values.push(value);
    return this.#values.length - 1;
  }
}

/** How a new value is written for an axis whose labels are not its values. */
function newForm({ values }: IndexedAxis): string {
  return values.some((value) => typeof value === 'object' && value !== null && !Array.isArray(value))
    ? 'a new value is written { "label": …, … }'
    : 'write a new value on the axis, and leave it out of the rest with "exclude"';
}

function isSame(a: JsonValue, b: JsonValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
