import { type Command, InvalidArgumentError } from 'commander';
import type { JsonValue } from '../engine/document/pipeline.js';

/** Options of every command that reads a pipeline. */
export interface PipelineOptions {
  readonly store?: string;
  readonly set: Readonly<Record<string, JsonValue>>;
  readonly json?: true;
}

export function withPipelineOptions(command: Command, argument = '<file>', what = 'the pipeline'): Command {
  return command
    .argument(argument, what)
    .option(
      '--store <dir>',
      'where results are kept (default: .micrograph in the project; or MICROGRAPH_STORE)',
    )
    .option('--set <name=value>', 'give a variable another value; may be repeated', collectVariable, {});
}

/** Options of commands that may be about a part of a pipeline. */
export interface Selected extends PipelineOptions {
  readonly only: readonly string[];
  readonly at: Labels;
}

export function withSelection(command: Command): Command {
  return command
    .option('--only <node>', 'only this node and what it needs; may be repeated', collectName, [])
    .option('--at <axis=label>', 'only these points; may be repeated', collectLabel, {});
}

/** `--set epochs=5`: the value is JSON where it can be read as such, else text. */
export function collectVariable(
  text: string,
  earlier: Readonly<Record<string, JsonValue>>,
): Record<string, JsonValue> {
  const [name, value] = nameAndValue(text);
  return { ...earlier, [name]: jsonOrText(value) };
}

/** Labels per axis, of which any fits. */
export type Labels = Readonly<Record<string, readonly string[]>>;

/** `--at seed=1`: a label on an axis. */
export function collectLabel(text: string, earlier: Labels): Labels {
  const [name, value] = nameAndValue(text);
  return { ...earlier, [name]: [...(earlier[name] ?? []), value] };
}

export function collectName(text: string, earlier: readonly string[]): string[] {
  return [...earlier, text];
}

export function positiveInteger(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError('it must be a whole number from 1.');
  return number;
}

export function naturalNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(number) || number < 0)
    throw new InvalidArgumentError('it must be a whole number from 0.');
  return number;
}

export function seconds(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number) || number < 0)
    throw new InvalidArgumentError('it must be a number of seconds from 0.');
  return number;
}

function nameAndValue(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('it must be of the form name=value.');
  return [text.slice(0, at), text.slice(at + 1)];
}

function jsonOrText(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}
