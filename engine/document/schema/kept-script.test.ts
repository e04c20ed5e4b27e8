import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import type { AnyNode } from '../../../nodes/define-node.js';
import { keepScript, readKeptScript } from './kept-script.js';
import { paramsValidator } from './params-validator.js';

const folder = () => mkdtemp(join(tmpdir(), 'micrograph-validators-'));

const plugin = (params: AnyNode['params']): AnyNode => ({
  type: 'plugin',
  description: '',
  params,
  inputs: {},
  outputs: {},
  run: async () => {},
});
const params = {
  type: 'object',
  properties: { name: { type: 'string', minLength: 2 }, list: { type: 'array', uniqueItems: true } },
} as const;

test('a script is read as it was kept', async (t) => {
  const path = join(await folder(), 'new/a.js');
  t.is(readKeptScript(path), undefined);
  keepScript(path, 'one');
  keepScript(path, 'two');
  t.is(readKeptScript(path), 'two');
  t.deepEqual(await readdir(join(path, '..')), ['a.js']);
});

test('a script that was changed, cut or emptied is not used', async (t) => {
  const path = join(await folder(), 'a.js');
  keepScript(path, 'module.exports = () => true');
  const text = await readFile(path, 'utf8');
  for (const damaged of [
    text.replace('true', 'fals'),
    text.slice(0, -3),
    text.slice(0, 30),
    '',
    `/${text}`,
  ]) {
    await writeFile(path, damaged);
    t.is(readKeptScript(path), undefined);
  }
});

test('what cannot be kept is left', async (t) => {
  const path = join(await folder(), 'file');
  await writeFile(path, '');
  keepScript(join(path, 'a.js'), 'one');
  t.is(readKeptScript(join(path, 'a.js')), undefined);
  const taken = join(await folder(), 'taken.js');
  await mkdir(join(taken, 'inside'), { recursive: true });
  keepScript(taken, 'one');
  t.is(readKeptScript(taken), undefined);
  t.deepEqual(await readdir(join(taken, '..')), ['taken.js']);
});

test('a validator that was kept finds what the compiled one found', async (t) => {
  const MICROGRAPH_CACHE = await folder();
  const errors = async () => {
    const validate = await paramsValidator(plugin(params), { MICROGRAPH_CACHE });
    t.true(validate({ name: 'αβ', list: [{ a: 1 }, { a: 2 }] }));
    t.false(validate({ name: '𝛼', list: [{ a: 1 }, { a: 1 }] }));
    return validate.errors;
  };
  const compiled = await errors();
  t.is(compiled?.length, 2);
  t.is((await readdir(join(MICROGRAPH_CACHE, 'validators'))).length, 1);
  t.deepEqual(await errors(), compiled);
});

test('a kept validator belongs to one schema, and is compiled again where it was damaged', async (t) => {
  const MICROGRAPH_CACHE = await folder();
  const accepts = async (schema: AnyNode['params']) =>
    (await paramsValidator(plugin(schema), { MICROGRAPH_CACHE }))({ name: 'x' });
  const short = { type: 'object', properties: { name: { type: 'string' } } } as const;
  t.deepEqual([await accepts(params), await accepts(short), await accepts(params)], [false, true, false]);
  const kept = (await readdir(join(MICROGRAPH_CACHE, 'validators'))).map((name) =>
    join(MICROGRAPH_CACHE, 'validators', name),
  );
  t.is(kept.length, 2);
  for (const path of kept) await writeFile(path, 'throw new Error()');
  t.deepEqual([await accepts(params), await accepts(short)], [false, true]);
  for (const path of kept) t.not(readKeptScript(path), undefined);
});

test('of a schema that is not valid nothing is kept', async (t) => {
  const MICROGRAPH_CACHE = await folder();
  const bad = plugin({ type: 'object', propertys: {} });
  await t.throwsAsync(paramsValidator(bad, { MICROGRAPH_CACHE }), { message: /unknown keyword/u });
  const async = plugin({ $async: true, type: 'object' });
  await t.throwsAsync(paramsValidator(async, { MICROGRAPH_CACHE }), { message: /"\$async" cannot be used/u });
  t.deepEqual(await readdir(MICROGRAPH_CACHE), []);
});
