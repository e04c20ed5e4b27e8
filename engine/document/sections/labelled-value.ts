import type { Location } from '../diagnostics/diagnostic.js';
import type { DiagnosticList } from '../diagnostics/diagnostic-list.js';
import { fieldOf, type Located, openingOf } from '../json/located.js';
import type { JsonObject, JsonValue } from '../pipeline.js';
import type { TemplateCompiler } from '../templates/compile-template.js';

/** A value of an axis, with the name that it has there. */
export interface LabelledValue {
  readonly label: string;
  readonly value: JsonValue;
  readonly location: Location;
}

export interface ValueOptions {
  readonly compiler: TemplateCompiler;
  readonly diagnostics: DiagnosticList;
  /** For a row of a table: the field that names it. */
  readonly nameField?: string | undefined;
}

/** The label of a value that has no other name: its text. */
export function textLabel(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Reads a value of an axis that carries its label itself. @returns undefined where it has none; that is reported */
export function readLabelled(item: Located, options: ValueOptions): LabelledValue | undefined {
  const value = options.compiler.constant(item);
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { label: textLabel(value), value, location: item.location };
  }
  // The label names the point; it is not a part of the value.
  const { label, ...rest } = value as JsonObject;
  const named = options.nameField === undefined ? label : (value as JsonObject)[options.nameField];
  const location = fieldOf(item, options.nameField ?? 'label')?.location ?? openingOf(item);
  if (options.nameField !== undefined && named !== undefined) {
    return { label: textLabel(named), value: rest, location };
  }
  if (typeof named === 'string') return { label: named, value: rest, location };
  const [message, hint] =
    options.nameField === undefined
      ? [
          'an object in the list of an axis needs a "label" that is text',
          'or write the axis as an object of labels and values',
        ]
      : [
          `the row has nothing in the column "${options.nameField}", which names it`,
          'rows are named by the column "label", or else by the first one',
        ];
  options.diagnostics.error(openingOf(item), message, { hint });
  return undefined;
}

/** Reports a label that could not name an instance; returns whether it can. */
export function checkLabel({ label, location }: LabelledValue, diagnostics: DiagnosticList): boolean {
  if (label.trim() !== '' && !/\p{Cc}/u.test(label)) return true;
  const hint = 'labels name instances in commands, tables and reports';
  diagnostics.error(location, 'a label cannot be empty or hold control characters', { hint });
  return false;
}
