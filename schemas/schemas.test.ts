import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import test from 'ava';
import { builtInNodes } from '../nodes/registry.js';
import { generateSchemas } from '../scripts/generate-schemas.js';

const schema = JSON.parse(await readFile(join(import.meta.dirname, 'pipeline.schema.json'), 'utf8'));
const pipelines = join(import.meta.dirname, '../pipelines');
const documents = (await readdir(pipelines)).filter((name) => name.endsWith('.json'));
const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);

const generated = await generateSchemas();
for (const [name, content] of generated) {
  test(`${name} is what the node definitions give; otherwise run \`npm run generate\``, async (t) => {
    const committed = await readFile(join(import.meta.dirname, name), 'utf8').catch(() => 'not there');
    // Compared as a boolean: a difference of 200 kB helps nobody.
    t.true(committed === content);
  });
}

test('there is no validator of a node type that is gone', async (t) => {
  for (const name of await readdir(join(import.meta.dirname, 'validators')))
    t.true(generated.has(`validators/${name}`), name);
});

for (const name of documents) {
  test(`the schema accepts pipelines/${name}`, async (t) => {
    validate(JSON.parse(await readFile(join(pipelines, name), 'utf8')));
    t.deepEqual(validate.errors ?? [], []);
  });
}

const load = { type: 'load', params: { path: '${env.DATA}/au' } };
const policy = { type: 'augment', params: { flip: true, noise: { sigma: [0, 0.1] } } };
const network = { kind: 'residual-unet', blocks: 2, receptiveField: 44 };
const gan = { type: 'pretrain-gan', inputs: { images: 'load' }, params: { network, epochs: 5 } };
const withNodes = (nodes: object, more: object = {}) => ({ ...more, nodes: { load, ...nodes } });

/** [what the title says, the document] */
const good: readonly [string, object][] = [
  ['the smallest document', withNodes({})],
  ['nodes of several types', withNodes({ policy, gan })],
  [
    'references in place of any value',
    withNodes({
      gan: {
        ...gan,
        params: { network: { ...network, blocks: '${model.blocks}' }, epochs: '${vars.epochs}' },
      },
      other: { ...gan, params: { network: '${model}', epochs: 3 } },
      policy: { type: 'augment', params: { flip: '${flip}', scale: ['${low}', 2] } },
    }),
  ],
  [
    'files in place of objects and values',
    withNodes(
      {
        gan: { ...gan, params: { $ref: 'params.json' } },
        other: { ...gan, params: { network: { $ref: 'network.json' }, epochs: 3 } },
        whole: { $ref: 'node.json' },
      },
      { axes: { $ref: 'axes.json' }, vars: { $ref: 'vars.json' } },
    ),
  ],
  [
    'axes, variables and conditions',
    withNodes(
      { policy: { ...policy, when: { init: { not: ['R'] }, seed: [1, 2], model: 'a' } } },
      {
        name: 'x',
        vars: { a: [1] },
        axes: { init: { R: 0, 'P(50K)': 50000 }, seed: [1, 2], model: [{ label: 'a' }] },
      },
    ),
  ],
  [
    'what shapes the sweep',
    withNodes(
      {},
      {
        axes: { a: [1], b: { $ref: 'b.csv' } },
        sweep: {
          zip: [['a', 'b']],
          exclude: [{ a: 1 }, { a: ['1', 2], b: { not: 'x' } }],
          include: [{ a: 3, b: ['x', { label: 'y', n: 1 }] }],
        },
      },
    ),
  ],
  [
    'a search',
    withNodes(
      {},
      {
        search: {
          successiveHalving: {
            axis: ['a', 'b'],
            by: ['c'],
            metric: { node: 'gan.history', value: 'loss', best: 'lowest' },
            rungs: [5, 15],
            keep: 0.33,
          },
        },
      },
    ),
  ],
  ['a sweep from files', withNodes({}, { sweep: { include: { $ref: 'points.csv' } } })],
  [
    'the type of a plugin',
    withNodes({ mine: { type: 'my-node', params: { any: 'thing' }, inputs: { a: 'load' } } }),
  ],
  [
    'a collection, with axes that are kept apart',
    withNodes({
      table: {
        type: 'tabulate',
        inputs: { scores: { gather: 'scores', by: ['model'] } },
        params: { rows: ['init'] },
      },
    }),
  ],
];

for (const [title, document] of good) {
  test(`the schema accepts ${title}`, (t) => {
    validate(document);
    t.deepEqual(validate.errors ?? [], []);
  });
}

const bad: readonly [string, object][] = [
  ['a document without nodes', { name: 'x' }],
  ['an unknown section', withNodes({}, { axis: {} })],
  ['an axis that is no list or object', withNodes({}, { axes: { a: 3 } })],
  ['an axis without values', withNodes({}, { axes: { a: [] } })],
  ['a zip of one axis', withNodes({}, { sweep: { zip: [['a']] } })],
  ['an excluded point that says nothing', withNodes({}, { sweep: { exclude: [{}] } })],
  ['an unknown field of a sweep', withNodes({}, { sweep: { excludes: [] } })],
  ['an invalid name', withNodes({ '1a': load })],
  ['a node without type', withNodes({ a: { params: {} } })],
  ['an unknown field of a node', withNodes({ a: { ...load, param: {} } })],
  ['an unknown param', withNodes({ policy: { type: 'augment', params: { flop: true } } })],
  ['a param of the wrong type', withNodes({ policy: { type: 'augment', params: { flip: 'yes' } } })],
  ['a param out of range', withNodes({ gan: { ...gan, params: { network, epochs: 0 } } })],
  ['a missing param', withNodes({ gan: { ...gan, params: { network } } })],
  ['missing params', withNodes({ gan: { type: 'pretrain-gan', inputs: { images: 'load' } } })],
  ['a missing input', withNodes({ gan: { ...gan, inputs: {} } })],
  ['no inputs at all', withNodes({ gan: { type: 'pretrain-gan', params: gan.params } })],
  ['an unknown input', withNodes({ gan: { ...gan, inputs: { images: 'load', image: 'load' } } })],
  ['a collection where one is taken', withNodes({ gan: { ...gan, inputs: { images: { gather: 'load' } } } })],
  [
    'one where a collection is taken',
    withNodes({ t: { type: 'tabulate', inputs: { scores: 's' }, params: { rows: [] } } }),
  ],
  ['a condition with an unknown word', withNodes({ policy: { ...policy, when: { init: { only: 'R' } } } })],
];

for (const [title, document] of bad) {
  test(`the schema rejects ${title}`, (t) => t.false(validate(document)));
}

test('every param has a description for editors', (t) => {
  const missing: string[] = [];
  const visit = (value: unknown, path: string) => {
    if (typeof value !== 'object' || value === null) return;
    const { properties = {} } = value as { properties?: Record<string, object> };
    for (const [name, property] of Object.entries(properties)) {
      if (!('description' in property)) missing.push(`${path}.${name}`);
    }
    for (const [name, inner] of Object.entries(value)) visit(inner, `${path}.${name}`);
  };
  for (const { type, params } of builtInNodes) visit(params, type);
  t.deepEqual(missing, []);
});
