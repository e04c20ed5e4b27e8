import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test from 'ava';
import { packageAddonPath } from './link-addon.js';
import { packageInstaller } from './package-installer.js';
import { ProvisionError } from './provision-error.js';
import { fakeMachine } from './testing/fake-machine.js';

const install = (addon: string) =>
  `fs.mkdirSync(path.dirname('${addon}'), { recursive: true }); fs.writeFileSync('${addon}', process.cwd());`;

test('the install script of the package is run by npm in the project', async (t) => {
  const machine = await fakeMachine(t);
  const provider = packageInstaller(machine.setup);
  t.is((await provider.inspect()).state, 'missing');
  await machine.command('npm', install(packageAddonPath(machine.setup.packageFolder)));
  await provider.install();
  t.is(
    machine.commands[0],
    'npm rebuild @tensorflow/tfjs-node-gpu --ignore-scripts=false --foreground-scripts',
  );
  t.is((await provider.inspect()).state, 'ready');
  const before = machine.commands.length;
  await provider.install();
  t.is(machine.commands.length, before);
});

test('an addon that is a link to a cached one is not written through', async (t) => {
  const machine = await fakeMachine(t);
  const addon = packageAddonPath(machine.setup.packageFolder);
  const cached = join(machine.folder, 'cached');
  await writeFile(cached, 'cached');
  await mkdir(dirname(addon), { recursive: true });
  await symlink(cached, addon);
  await machine.command('npm', install(addon));
  await packageInstaller(machine.setup).install();
  t.is(await readFile(cached, 'utf8'), 'cached');
});

test('a failing install script is told with what it said last', async (t) => {
  const machine = await fakeMachine(t);
  await machine.command('npm', `console.error('first\\nHTTP 403'); process.exit(1);`);
  const error = await t.throwsAsync(packageInstaller(machine.setup).install(), {
    instanceOf: ProvisionError,
  });
  t.is(error.kind, 'installer-failed');
  t.regex(error.message, /HTTP 403$/);
});
