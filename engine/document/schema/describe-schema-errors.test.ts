import { Ajv } from 'ajv';
import test from 'ava';
import type { JsonValue } from '../pipeline.js';
import { describeSchemaErrors } from './describe-schema-errors.js';
import { ajvOptions, type SchemaValidator } from './schema-validator.js';

function describe(schema: object, data: JsonValue): string[] {
  const validate: SchemaValidator = new Ajv(ajvOptions).compile(schema);
  validate(data);
  return describeSchemaErrors(validate.errors ?? [], { schema, data }).map(
    ({ path, at, message, found, hint }) =>
      `${at} /${path.join('/')}: ${message}${found === undefined ? '' : `, found ${found}`}${hint === undefined ? '' : ` (${hint})`}`,
  );
}

const kinds = {
  oneOf: [
    {
      type: 'object',
      required: ['kind', 'blocks'],
      additionalProperties: false,
      properties: { kind: { const: 'unet' }, blocks: { type: 'integer' } },
    },
    {
      type: 'object',
      required: ['kind'],
      additionalProperties: false,
      properties: { kind: { const: 'linear' }, preset: { enum: ['small', 'large'] } },
    },
  ],
};

/** [the keyword, the schema, the value, what is said of it] */
const cases: readonly [string, object, JsonValue, readonly string[]][] = [
  ['type', { type: 'number' }, 'x', ['value /: expected a number, found "x"']],
  [
    'type, of several',
    { type: ['number', 'null', 'array'] },
    'x',
    ['value /: expected a number, null or a list, found "x"'],
  ],
  [
    'an object, in place of which a file is named',
    { type: 'object' },
    'tasks/segmentation.json',
    [
      'value /: expected an object, found "tasks/segmentation.json" (write { "$ref": "tasks/segmentation.json" })',
    ],
  ],
  [
    'one of several objects, in place of which a file is named',
    kinds,
    'network.json',
    ['value /: expected an object, found "network.json" (write { "$ref": "network.json" })'],
  ],
  [
    'enum',
    { enum: ['best', 'last', 3] },
    'bets',
    ['value /: expected one of "best", "last", 3, found "bets" (did you mean "best"?)'],
  ],
  ['enum of one', { enum: ['epoch'] }, 'step', ['value /: expected "epoch", found "step"']],
  ['const', { const: { a: 1 } }, 2, ['value /: expected {"a":1}, found 2']],
  [
    'minimum and maximum',
    { items: { minimum: 1, maximum: 3 } },
    [0, 2, 4],
    ['value /0: expected at least 1, found 0', 'value /2: expected at most 3, found 4'],
  ],
  [
    'exclusive limits',
    { items: { exclusiveMinimum: 1, exclusiveMaximum: 3 } },
    [1, 2, 3],
    ['value /0: expected more than 1, found 1', 'value /2: expected less than 3, found 3'],
  ],
  ['multipleOf', { multipleOf: 5 }, 7, ['value /: expected a multiple of 5, found 7']],
  [
    'lengths of texts',
    { items: { minLength: 1, maxLength: 2 } },
    ['', 'abc'],
    [
      'value /0: expected at least 1 character, found ""',
      'value /1: expected at most 2 characters, found "abc"',
    ],
  ],
  ['pattern', { pattern: '^a' }, 'b', ['value /: expected text like ^a, found "b"']],
  [
    'pattern with a description',
    { pattern: '^a', description: 'begins with a' },
    'b',
    ['value /: expected text like ^a, found "b" (begins with a)'],
  ],
  [
    'lengths of lists',
    { items: { minItems: 1, maxItems: 2 } },
    [[], [1, 2, 3]],
    ['value /0: expected at least 1 item, found 0', 'value /1: expected at most 2 items, found 3'],
  ],
  [
    'numbers of fields',
    { items: { minProperties: 1, maxProperties: 1 } },
    [{}, { a: 1, b: 2 }],
    ['value /0: expected at least 1 field, found 0', 'value /1: expected at most 1 field, found 2'],
  ],
  ['uniqueItems', { uniqueItems: true }, [1, 2, 1], ['value /2: this item is the same as item 1']],
  ['required', { items: { required: ['a', 'b'] } }, [{ a: 1 }], ['name /0: missing field "b"']],
  [
    'additionalProperties',
    { additionalProperties: false, properties: { epochs: {} } },
    { epoch: 1, x: 2 },
    [
      'name /epoch: unknown field "epoch" (did you mean "epochs"?)',
      'name /x: unknown field "x" (fields: epochs)',
    ],
  ],
  [
    'a misspelt field that is required',
    { additionalProperties: false, required: ['epochs'], properties: { epochs: {} } },
    { epoch: 1 },
    ['name /epoch: unknown field "epoch" (did you mean "epochs"?)'],
  ],
  [
    'propertyNames',
    { propertyNames: { pattern: '^a', description: 'begins with a' } },
    { b: 1 },
    ['name /b: "b" is not a valid name (begins with a)'],
  ],
  ['dependencies', { dependencies: { a: ['b'] } }, { a: 1 }, ['name /: "a" needs the field "b" beside it']],
  [
    'if and then',
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema.
    { if: { required: ['a'] }, then: { required: ['b'] } },
    { a: 1 },
    ['name /: missing field "b"'],
  ],
  ['not', { not: { required: ['a'] } }, { a: 1 }, ['value /: this is not allowed here, found {"a":1}']],
  ['contains', { contains: { const: 1 } }, [2], ['value /: expected at least one item 1, found [2]']],
  [
    'a choice of types',
    { anyOf: [{ type: 'number' }, { type: 'array', items: { type: 'string' } }] },
    'x',
    ['value /: expected a number or a list, found "x"'],
  ],
  [
    'a choice of which one branch is meant',
    { anyOf: [{ type: 'number' }, { type: 'array', items: { type: 'string' } }] },
    ['a', 1],
    ['value /1: expected text, found 1'],
  ],
  [
    'a choice of values and types',
    { anyOf: [{ const: 'auto' }, { enum: ['a', 'b'] }, { type: 'integer' }] },
    'aut',
    ['value /: expected "auto", "a", "b" or a whole number, found "aut" (did you mean "auto"?)'],
  ],
  [
    'a choice by kind, unknown',
    kinds,
    { kind: 'unett', blocks: 2 },
    ['value /kind: expected "unet" or "linear", found "unett" (did you mean "unet"?)'],
  ],
  ['a choice by kind, missing', kinds, {}, ['name /: missing field "kind"']],
  [
    'a choice by kind, with a problem inside',
    kinds,
    { kind: 'unet', blocks: 'two' },
    ['value /blocks: expected a whole number, found "two"'],
  ],
  [
    'a choice by kind, with a problem in a field of which only one kind knows the values',
    kinds,
    { kind: 'linear', preset: 'smal' },
    ['value /preset: expected one of "small", "large", found "smal" (did you mean "small"?)'],
  ],
  ['a choice by kind, of another type', kinds, 3, ['value /: expected an object, found 3']],
  [
    'a choice without clue',
    { anyOf: [{ required: ['a'] }, { required: ['b'] }] },
    { c: 1 },
    ['value /: this fits none of the allowed forms, found {"c":1}'],
  ],
  [
    'a choice that fits twice',
    { oneOf: [{ required: ['a'] }, { required: ['b'] }] },
    { a: 1, b: 1 },
    ['value /: this fits more than one of the allowed forms, found {"a":1,"b":1}'],
  ],
  [
    'a choice in each item',
    { items: { anyOf: [{ type: 'number' }, { type: 'null' }] } },
    ['a', 1, true],
    ['value /2: expected a number or null, found true', 'value /0: expected a number or null, found "a"'],
  ],
  [
    'a choice inside a choice',
    { anyOf: [{ type: 'number' }, { type: 'array', items: kinds }] },
    [{ kind: 'unet' }],
    ['name /0: missing field "blocks"'],
  ],
  [
    'branches behind references',
    {
      anyOf: [{ $ref: '#/definitions/a' }, { type: 'null' }],
      definitions: { a: { type: 'object', properties: { b: { type: 'string' } } } },
    },
    { b: 1 },
    ['value /b: expected text, found 1'],
  ],
  [
    'discriminator, unknown',
    { type: 'object', discriminator: { propertyName: 'kind' }, required: ['kind'], ...kinds },
    { kind: 'lineer' },
    ['value /kind: expected one of "unet", "linear", found "lineer" (did you mean "linear"?)'],
  ],
  [
    'discriminator, missing',
    { type: 'object', discriminator: { propertyName: 'kind' }, required: ['kind'], ...kinds },
    {},
    ['name /: missing field "kind"'],
  ],
  [
    'names with slashes and tildes',
    { properties: { 'a/b~c': { type: 'string' } } },
    { 'a/b~c': 1 },
    ['value /a/b~c: expected text, found 1'],
  ],
  [
    'long values',
    { type: 'null' },
    'x'.repeat(500),
    ['value /: expected null, found "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…"'],
  ],
];

for (const [title, schema, data, expected] of cases) {
  test(`tells violations of ${title}`, (t) => t.deepEqual(describe(schema, data), expected));
}

test('of thousands of mistakes the first ones are told', (t) => {
  const choice = { anyOf: [{ type: 'number' }, { type: 'null' }] };
  const told = describe(
    { type: 'array', items: choice },
    Array.from({ length: 20_000 }, () => 'x'),
  );
  t.true(told.length > 100 && told.length <= 500);
});
