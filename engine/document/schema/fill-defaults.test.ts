import test from 'ava';
import type { JsonValue } from '../pipeline.js';
import { defaultsOf } from './fill-defaults.js';

/** [what the title says, the schema, the value, the value with defaults] */
const cases: readonly [string, object, JsonValue, JsonValue][] = [
  ['a missing field', { properties: { a: { default: 1 }, b: { default: null } } }, {}, { a: 1, b: null }],
  ['no field that is there', { properties: { a: { default: 1 } } }, { a: null }, { a: null }],
  ['no field without a default', { properties: { a: {}, b: true } }, {}, {}],
  [
    'fields inside fields',
    { properties: { a: { properties: { b: { default: 1 } } } } },
    { a: {} },
    { a: { b: 1 } },
  ],
  ['no object that is missing', { properties: { a: { properties: { b: { default: 1 } } } } }, {}, {}],
  [
    'fields inside a default',
    { properties: { a: { default: {}, properties: { b: { default: 1 } } } } },
    {},
    { a: { b: 1 } },
  ],
  [
    'items of a list',
    { items: { properties: { a: { default: 1 } } } },
    [{}, { a: 2 }, 3],
    [{ a: 1 }, { a: 2 }, 3],
  ],
  [
    'items of a tuple',
    { items: [{ properties: { a: { default: 1 } } }, { properties: { a: { default: 2 } } }] },
    [{}, {}, {}],
    [{ a: 1 }, { a: 2 }, {}],
  ],
  [
    'all parts of allOf',
    { allOf: [{ properties: { a: { default: 1 } } }, { properties: { b: { default: 2 } } }] },
    {},
    { a: 1, b: 2 },
  ],
  [
    'the branch that is tagged',
    {
      oneOf: [
        { properties: { kind: { const: 'a' }, n: { default: 1 } } },
        { properties: { kind: { const: 'b' }, n: { default: 2 } } },
        { properties: { m: { default: 3 } } },
      ],
    },
    { kind: 'b' },
    { kind: 'b', n: 2 },
  ],
  [
    'what a reference leads to',
    {
      properties: { a: { $ref: '#/definitions/x' } },
      definitions: { x: { properties: { b: { default: 1 } } } },
    },
    { a: {} },
    { a: { b: 1 } },
  ],
  [
    'a schema inside itself',
    { properties: { n: { default: 1 }, next: { $ref: '#' } } },
    { next: { next: {} } },
    { n: 1, next: { n: 1, next: { n: 1 } } },
  ],
];

for (const [title, schema, value, expected] of cases) {
  test(`fills in ${title}`, (t) => {
    const before = JSON.stringify(value);
    t.deepEqual(defaultsOf(schema)(value), expected);
    t.is(JSON.stringify(value), before);
  });
}

test('a value that lacks nothing is returned as it is', (t) => {
  const fill = defaultsOf({
    properties: { a: { default: 1 }, b: { items: { properties: { c: { default: 1 } } } } },
  });
  const value = { a: 1, b: [{ c: 1 }] };
  t.is(fill(value), value);
});

test('an inner object that is seen again gives the same object again', (t) => {
  const fill = defaultsOf({ properties: { a: { properties: { b: { default: 1 } } } } });
  const a = {};
  const [first, second] = [fill({ a }), fill({ a })] as { a: object }[];
  t.deepEqual(first?.a, { b: 1 });
  t.is(first?.a, second?.a);
});
