import { didYouMean, nearestHint } from '../diagnostics/did-you-mean.js';
import type { Path } from '../json/located.js';
import type { JsonValue } from '../pipeline.js';
import { describeValue } from './describe-value.js';
import { parentPointer, parsePointer, schemaAt, valueAt } from './schema-pointer.js';
import type { SchemaContext, SchemaProblem } from './schema-problem.js';
import type { SchemaError } from './schema-validator.js';

/** Says one error in plain words; nothing where other errors say the same better. */
export function describeError(error: SchemaError, { schema, data }: SchemaContext): readonly SchemaProblem[] {
  const { keyword, params, propertyName } = error;
  const path = parsePointer(error.instancePath);
  const value = valueAt(data, path);
  const found = describeValue(value);
  const parent = schemaAt(schema, parentPointer(error.schemaPath)) as Record<string, unknown> | undefined;
  const atValue = (message: string, details: Partial<SchemaProblem> = { found }): SchemaProblem[] => [
    { path, at: 'value', message, ...details },
  ];
  switch (keyword) {
    case 'type':
      return atValue(`expected ${anyOf(expectations(error))}`, {
        found,
        ...numberHint(params['type'], value),
        ...fileHint(expectations(error), value),
      });
    case 'enum':
    case 'const': {
      const values = expectations(error);
      const message = `expected ${values.length > 1 ? 'one of ' : ''}${values.join(', ')}`;
      return atValue(message, { found, ...choiceHint(params['allowedValues'], value) });
    }
    case 'required':
      return [{ path, at: 'name', message: `missing field "${params['missingProperty']}"` }];
    case 'additionalProperties': {
      const name = String(params['additionalProperty']);
      const hint = didYouMean(name, Object.keys(parent?.['properties'] ?? {}), 'fields');
      return [
        { path: [...path, name], at: 'name', message: `unknown field "${name}"`, ...(hint && { hint }) },
      ];
    }
    case 'dependencies': {
      const message = `"${params['property']}" needs the field "${params['missingProperty']}" beside it`;
      return [{ path, at: 'name', message }];
    }
    case 'pattern': {
      const hint = typeof parent?.['description'] === 'string' ? { hint: parent['description'] } : {};
      if (propertyName === undefined)
        return atValue(`expected text like ${params['pattern']}`, { found, ...hint });
      const message = `"${propertyName}" is not a valid name`;
      return [{ path: [...path, propertyName], at: 'name', message, ...hint }];
    }
    case 'discriminator':
      return describeTag(error, path, parent);
    case 'uniqueItems': {
      const [first, second] = [Number(params['j']), Number(params['i'])].sort((a, b) => a - b);
      const message = `this item is the same as item ${first! + 1}`;
      return [{ path: [...path, second!], at: 'value', message }];
    }
    // These only say again that the errors inside them are errors.
    case 'if':
    case 'propertyNames':
      return [];
    case 'contains': {
      const { const: wanted } = schemaAt(schema, error.schemaPath) as { const?: unknown };
      const what = wanted === undefined ? 'that fits' : JSON.stringify(wanted);
      return atValue(`expected at least one item ${what}`);
    }
    case 'not':
      return atValue('this is not allowed here', { found, fromInside: true });
    default:
      return atValue(limitText(keyword, params), { found: foundAmount(keyword, value) ?? found });
  }
}

function describeTag(
  { params }: SchemaError,
  path: Path,
  parent: Readonly<Record<string, unknown>> | undefined,
): readonly SchemaProblem[] {
  const tag = String(params['tag']);
  const value = params['tagValue'] as JsonValue | undefined;
  // A tag is required, so that its absence is told by that rule.
  if (value === undefined) return [];
  const known = ((parent?.['oneOf'] ?? []) as object[]).flatMap((branch) => constantsOf(branch, tag));
  const message = `expected one of ${known.map((one) => JSON.stringify(one)).join(', ')}`;
  const details = { found: describeValue(value), ...choiceHint(known, value) };
  return [{ path: [...path, tag], at: 'value', message, ...details }];
}

/** What a `type`, `enum` or `const` error wants: any of these. */
export function expectations({ keyword, params }: SchemaError): readonly string[] {
  if (keyword === 'const') return [JSON.stringify(params['allowedValue'])];
  if (keyword === 'enum') return (params['allowedValues'] as unknown[]).map((value) => JSON.stringify(value));
  if (keyword !== 'type') return [];
  return [params['type']].flat().map((type) => typeNames[String(type)] ?? String(type));
}

/** `a, b or c` */
export function anyOf(choices: readonly string[]): string {
  const last = choices.at(-1) ?? '';
  return choices.length > 1 ? `${choices.slice(0, -1).join(', ')} or ${last}` : last;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
};

function limitText(keyword: string, params: SchemaError['params']): string {
  const limit = params['limit'];
  const many = (unit: string) => (limit === 1 ? `1 ${unit}` : `${limit} ${unit}s`);
  switch (keyword) {
    case 'minimum':
      return `expected at least ${limit}`;
    case 'maximum':
      return `expected at most ${limit}`;
    case 'exclusiveMinimum':
      return `expected more than ${limit}`;
    case 'exclusiveMaximum':
      return `expected less than ${limit}`;
    case 'multipleOf':
      return `expected a multiple of ${params['multipleOf']}`;
    case 'minLength':
      return `expected at least ${many('character')}`;
    case 'maxLength':
      return `expected at most ${many('character')}`;
    case 'minItems':
      return `expected at least ${many('item')}`;
    case 'maxItems':
      return `expected at most ${many('item')}`;
    case 'minProperties':
      return `expected at least ${many('field')}`;
    case 'maxProperties':
      return `expected at most ${many('field')}`;
    default:
      return `this breaks the rule "${keyword}" of the schema`;
  }
}

function foundAmount(keyword: string, value: JsonValue | undefined): string | undefined {
  if (keyword === 'minItems' || keyword === 'maxItems') return String((value as readonly JsonValue[]).length);
  if (keyword === 'minProperties' || keyword === 'maxProperties')
    return String(Object.keys(value as object).length);
  return undefined;
}

function numberHint(type: unknown, value: JsonValue | undefined): { hint?: string } {
  const wantsNumber = [type].flat().some((one) => one === 'number' || one === 'integer');
  if (!wantsNumber || typeof value !== 'string' || !/^-?\d+(\.\d+)?$/.test(value)) return {};
  return { hint: `without the quotes it is a number: ${value}` };
}

/** The name of a file where its content is expected. */
export function fileHint(expected: readonly string[], value: JsonValue | undefined): { hint?: string } {
  if (!expected.includes(typeNames['object']!) || typeof value !== 'string' || !value.endsWith('.json'))
    return {};
  return { hint: `write { "$ref": ${JSON.stringify(value)} }` };
}

/** A near value where a text was to be one of several; the message lists them all. */
export function choiceHint(allowed: unknown, value: JsonValue | undefined): { hint?: string } {
  if (!Array.isArray(allowed) || typeof value !== 'string') return {};
  const hint = nearestHint(
    value,
    allowed.filter((one) => typeof one === 'string'),
  );
  return hint === undefined ? {} : { hint };
}

function constantsOf(branch: object, field: string): unknown[] {
  const properties = (branch as { properties?: Record<string, { const?: unknown; enum?: unknown[] }> })
    .properties;
  const schema = properties?.[field];
  return schema?.enum ?? (schema?.const === undefined ? [] : [schema.const]);
}
