import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';

const script = fileURLToPath(new URL('./test.js', import.meta.url));
const nodeModules = fileURLToPath(new URL('../node_modules', import.meta.url));

/** Runs the script in a project of its own whose test files are given by name and body. */
async function runTests(
  t: ExecutionContext,
  files: Readonly<Record<string, string>>,
  { args = [], timeout = '1m' }: { readonly args?: readonly string[]; readonly timeout?: string } = {},
) {
  const project = await mkdtemp(join(tmpdir(), 'micrograph-tests-'));
  t.teardown(() => rm(project, { recursive: true, force: true }));
  await writeFile(join(project, 'package.json'), '{ "type": "module" }');
  await writeFile(
    join(project, 'ava.config.js'),
    `export default { workerThreads: false, timeout: '${timeout}' };`,
  );
  await symlink(nodeModules, join(project, 'node_modules'));
  await mkdir(join(project, 'test'));
  for (const [name, body] of Object.entries(files)) {
    await writeFile(join(project, 'test', `${name}.js`), `import test from 'ava';\n${body}\n`);
  }
  // AVA tells its workers about themselves in the environment.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(AVA|NODE_ENV|CI$)/.test(name)),
  );
  const { status, stdout } = spawnSync(process.execPath, [script, ...args], {
    cwd: project,
    env,
    encoding: 'utf8',
  });
  return { status, stdout, lastLine: stdout.trimEnd().split('\n').at(-1) };
}

const passing = `test('works', (t) => t.pass()); test('works too', (t) => t.pass());`;

test('passed tests are counted', async (t) => {
  const { status, lastLine } = await runTests(t, { a: passing, b: passing });
  t.is(lastLine, '4 passed, 0 failed');
  t.is(status, 0);
});

test('failed and skipped tests and to-dos are counted, and the report says what failed', async (t) => {
  const body = `test('breaks', (t) => t.is(1, 2)); test.skip('not now', (t) => t.pass()); test.todo('later');`;
  const { status, stdout, lastLine } = await runTests(t, { a: passing, b: body });
  t.is(lastLine, '2 passed, 1 failed, 2 skipped');
  t.is(status, 1);
  t.regex(stdout, /\[fail\]: b › breaks/);
});

test('a test that is expected to fail and does counts as passed', async (t) => {
  const { status, lastLine } = await runTests(t, { a: `${passing} test.failing('known', (t) => t.fail());` });
  t.is(lastLine, '3 passed, 0 failed');
  t.is(status, 0);
});

test('what tests print is not counted', async (t) => {
  const print = `test('prints', (t) => { console.log('  ✔ fake'); t.log('  ✔ fake'); t.pass(); });`;
  t.is((await runTests(t, { a: print })).lastLine, '1 passed, 0 failed');
});

test('an uncaught exception is a failure', async (t) => {
  const body = `test('waits', async (t) => { setTimeout(() => { throw new Error('late'); }); await new Promise(() => {}); });`;
  const { status, lastLine } = await runTests(t, { a: passing, b: body });
  t.is(lastLine, '2 passed, 1 failed');
  t.is(status, 1);
});

test('a file that ends the process is a failure', async (t) => {
  const { status, lastLine } = await runTests(t, { a: passing, b: `test('exits', () => process.exit(0));` });
  t.regex(lastLine ?? '', /^2 passed, 1 failed$/);
  t.is(status, 1);
});

test('a test that never ends is a failure', async (t) => {
  const body = `test('hangs', async (t) => { setInterval(() => {}, 1000); await new Promise(() => {}); });`;
  const { status, lastLine } = await runTests(t, { a: body }, { timeout: '1s' });
  t.is(lastLine, '0 passed, 1 failed');
  t.is(status, 1);
});

test('no tests are a failure', async (t) => {
  const { status, lastLine } = await runTests(t, {});
  t.is(lastLine, '0 passed, 1 failed');
  t.is(status, 1);
});

test('named files narrow the run', async (t) => {
  const { lastLine } = await runTests(
    t,
    { a: passing, b: `test('breaks', (t) => t.fail());` },
    {
      args: ['test/a.js'],
    },
  );
  t.is(lastLine, '2 passed, 0 failed');
});
