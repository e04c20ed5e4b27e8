import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { readConfiguration } from './read-configuration.js';

async function read(t: ExecutionContext, text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'micrograph-configuration-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'micrograph.config.json');
  await writeFile(path, text);
  return readConfiguration(path);
}

test('a configuration says which plugins there are and how trainings run', async (t) => {
  const { plugins, ...rest } = await read(
    t,
    '{ "plugins": ["./a.js"], "checkpointEverySeconds": 2.5, "threads": 2 }',
  );
  t.deepEqual(
    plugins.map(({ path }) => path),
    ['./a.js'],
  );
  t.deepEqual(rest, { checkpointEverySeconds: 2.5, threads: 2, machine: {}, diagnostics: [] });
});

test('what is not named is as without a configuration', async (t) => {
  t.deepEqual(await read(t, '{}'), { plugins: [], machine: {}, diagnostics: [] });
});

for (const value of ['"often"', '-1', 'null', '[1]']) {
  test(`a time of ${value} between states is an error`, async (t) => {
    const { checkpointEverySeconds, diagnostics } = await read(t, `{ "checkpointEverySeconds": ${value} }`);
    t.is(checkpointEverySeconds, undefined);
    t.like(diagnostics, [
      { severity: 'error', message: '"checkpointEverySeconds" must be a number of seconds from 0' },
    ]);
    t.is(diagnostics.length, 1);
  });
}

for (const value of ['"all"', '0', '1.5', 'null']) {
  test(`a number of threads of ${value} is an error`, async (t) => {
    const { threads, diagnostics } = await read(t, `{ "threads": ${value} }`);
    t.is(threads, undefined);
    t.like(diagnostics, [{ severity: 'error', message: '"threads" must be a whole number from 1' }]);
    t.is(diagnostics.length, 1);
  });
}

test('a configuration says which remote cache is used', async (t) => {
  const fields = { cacheUrl: 'http://cache.lab:8090', cacheMode: 'read', cacheKeyFile: 'lab.key' };
  t.like(await read(t, JSON.stringify(fields)), { ...fields, diagnostics: [] });
});

test('a mode that a remote cache does not have is an error', async (t) => {
  const { cacheMode, diagnostics } = await read(t, '{ "cacheMode": "write" }');
  t.is(cacheMode, undefined);
  t.like(diagnostics, [{ message: '"cacheMode" must be "read" or "read-write"' }]);
});

test('a field that is not known is an error that lists those that are', async (t) => {
  const { diagnostics } = await read(t, '{ "plugin": [] }');
  t.like(diagnostics, [{ message: 'unknown field "plugin"' }]);
  t.regex(diagnostics[0]?.hint ?? '', /^known here: plugins, checkpointEverySeconds, threads, /);
});

test('a configuration says what the machine allows', async (t) => {
  const allowed = { memoryBytes: 16e9, limits: { download: 2 }, stallTimeoutMs: 60_000 };
  const { machine, diagnostics } = await read(t, JSON.stringify(allowed));
  t.deepEqual(diagnostics, []);
  t.deepEqual(machine, allowed);
});

for (const [what, text, message] of [
  ['a memory of half a byte', '{ "memoryBytes": 0.5 }', '"memoryBytes" must be a whole number from 1'],
  ['a memory in words', '{ "memoryBytes": "8 GB" }', '"memoryBytes" must be a whole number from 1'],
  ['a limit of nothing', '{ "limits": { "download": 0 } }', '"download" must be a whole number from 1'],
  ['limits in a list', '{ "limits": [1] }', '"limits" must be an object: how much there is, by name'],
  ['a silence of no time', '{ "stallTimeoutMs": 10 }', '"stallTimeoutMs" must be a whole number from 5000'],
] as const) {
  test(`${what} is an error`, async (t) => {
    const { diagnostics } = await read(t, text);
    t.like(diagnostics, [{ severity: 'error', message }]);
    t.is(diagnostics.length, 1);
  });
}
