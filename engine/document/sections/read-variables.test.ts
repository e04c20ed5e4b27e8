import test from 'ava';
import { loadGood, problemsOf } from '../load-text.test-helper.js';

const withVars = (vars: string, path = '${vars.p}') =>
  `{ "vars": ${vars},\n  "nodes": { "a": { "type": "source", "params": { "path": "${path}" } } } }`;

test('--set takes the place of a value, whose own needs then do not matter', async (t) => {
  const { nodes } = await loadGood(t, {
    document: withVars('{ "p": "${env.DATA}" }'),
    variables: { p: 'there' },
  });
  t.is(nodes.get('a')?.variants[0]?.params['path'], 'there');
});

test('what --set gives is taken literally', async (t) => {
  const { nodes } = await loadGood(t, { document: withVars('{ "p": "" }'), variables: { p: '${x}' } });
  t.is(nodes.get('a')?.variants[0]?.params['path'], '${x}');
});

test('--set of a variable that is not there is an error', async (t) => {
  const document = withVars('{ "p": "x", "epochs": 1 }', '${vars.p}${vars.epochs}');
  t.deepEqual(await problemsOf(t, { document, variables: { epoch: 3 } }), [
    'error: --set epoch: the pipeline has no variable "epoch"',
    '    hint: did you mean "epochs"?',
  ]);
  const bare = '{ "nodes": { "a": { "type": "source", "params": { "path": "x" } } } }';
  t.deepEqual(await problemsOf(t, { document: bare, variables: { epoch: 3 } }), [
    'error: --set epoch: the pipeline has no variable "epoch"',
    '    hint: it has no "vars" at all',
  ]);
});

test('a variable can use the environment only', async (t) => {
  const vars = '{ "p": "${vars.q}", "q": "${init}", "r": "${env.HOME.x}" }';
  t.deepEqual(await problemsOf(t, { document: withVars(vars), environment: { HOME: '/' } }), [
    'pipeline.json:1:19  error: variables can use ${env.NAME} only',
    '    { "vars": { "p": "${vars.q}", "q": "${init}", "r": "${env.HOME.x}" },',
    '                      ~~~~~~~~~',
    'pipeline.json:1:37  error: variables can use ${env.NAME} only',
    '    { "vars": { "p": "${vars.q}", "q": "${init}", "r": "${env.HOME.x}" },',
    '                                        ~~~~~~~',
    'pipeline.json:1:53  error: ${env.HOME.x} does not name a variable of the environment',
    '    { "vars": { "p": "${vars.q}", "q": "${init}", "r": "${env.HOME.x}" },',
    '                                                        ~~~~~~~~~~~~~',
    '    hint: write ${env.NAME}; the variables of the environment have no fields',
  ]);
});

test('a variable that is not used is a warning', async (t) => {
  t.deepEqual(await problemsOf(t, { document: withVars('{ "p": "x", "q": 1 }') }), [
    'pipeline.json:1:23  warning: variable "q" is not used',
    '    { "vars": { "p": "x", "q": 1 },',
    '                          ~~~',
  ]);
});
