import test from 'ava';
import type { AnyNode } from '../../../nodes/define-node.js';
import { loadGood, problemsOf } from '../load-text.test-helper.js';

const plugin = (params: AnyNode['params']): AnyNode => ({
  type: 'plugin',
  description: '',
  params,
  inputs: {},
  outputs: {},
  run: async () => {},
});
const document = '{ "nodes": { "a": { "type": "plugin", "params": { "name": "x" } } } }';

test('the schema of a plugin is compiled when it is used', async (t) => {
  const nodes = [plugin({ type: 'object', properties: { name: { type: 'string' } } })];
  await loadGood(t, { document, nodes });
  const other = [plugin({ type: 'object', properties: { name: { type: 'number' } } })];
  t.deepEqual(await problemsOf(t, { document, nodes: other }), [
    'pipeline.json:1:59  error: expected a number, found "x"',
    '    { "nodes": { "a": { "type": "plugin", "params": { "name": "x" } } } }',
    '                                                              ~~~',
  ]);
});

test('a schema that is not valid is a mistake of the plugin', async (t) => {
  t.deepEqual(await problemsOf(t, { document, nodes: [plugin({ type: 'object', propertys: {} })] }), [
    'pipeline.json:1:29  error: the params schema of node type "plugin" is not valid: strict mode: unknown keyword: "propertys"',
    '    { "nodes": { "a": { "type": "plugin", "params": { "name": "x" } } } }',
    '                                ~~~~~~~~',
    '    hint: this is a mistake in the plugin',
  ]);
});

test('a node type with the name of a built-in one is checked with its own schema', async (t) => {
  const load = { ...plugin({ type: 'object', properties: { name: { type: 'string' } } }), type: 'load' };
  await loadGood(t, { document: document.replace('plugin', 'load'), nodes: [load] });
});

test('two node types may give different schemas the same $id', async (t) => {
  const schemaOf = (type: 'string' | 'number') =>
    ({ $id: 'params', type: 'object', properties: { name: { type } } }) as const;
  const nodes = [plugin(schemaOf('string')), { ...plugin(schemaOf('number')), type: 'other' }];
  const both =
    '{ "nodes": { "a": { "type": "plugin", "params": { "name": "x" } }, "b": { "type": "other", "params": { "name": "x" } } } }';
  const problems = await problemsOf(t, { document: both, nodes });
  t.is(problems.filter((line) => line.includes('error:')).length, 1);
  t.regex(problems[0]!, /expected a number, found "x"/u);
});
