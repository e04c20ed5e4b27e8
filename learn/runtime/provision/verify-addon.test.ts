import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { packageAddonPath } from './link-addon.js';
import { ProvisionError } from './provision-error.js';
import { tfjsPackageFolder } from './provision-setup.js';
import { runCommand } from './run-command.js';
import { fakeMachine } from './testing/fake-machine.js';
import { verifyAddon } from './verify-addon.js';

test('the addon that is set up here loads and adds', async (t) => {
  const { setup } = await fakeMachine(t);
  const version = await verifyAddon({ ...setup, run: runCommand }, packageAddonPath(tfjsPackageFolder()));
  t.regex(version, /^\d+\.\d+\.\d+/);
});

test('a file that is no shared library is an error, not a crash', async (t) => {
  const { setup, folder } = await fakeMachine(t);
  const addon = join(folder, 'broken.node');
  await writeFile(addon, 'no library');
  const error = await t.throwsAsync(verifyAddon({ ...setup, run: runCommand }, addon), {
    instanceOf: ProvisionError,
  });
  t.is(error.kind, 'addon-fails');
  t.regex(error.message, /broken\.node/);
});

test('a wrong sum is an error', async (t) => {
  const { setup } = await fakeMachine(t);
  const run = async () => ({ exitCode: 0, stdout: '{"version":"2.21.0","sum":4}', stderr: '' });
  const error = await t.throwsAsync(verifyAddon({ ...setup, run }, 'any'), { instanceOf: ProvisionError });
  t.regex(error.message, /1 \+ 2 gave 4/);
});

test('an illegal instruction is explained', async (t) => {
  const { setup } = await fakeMachine(t);
  const run = async () => ({ exitCode: undefined, endedBy: 'SIGILL' as const, stdout: '', stderr: '' });
  const error = await t.throwsAsync(verifyAddon({ ...setup, run }, 'any'), { instanceOf: ProvisionError });
  t.regex(error.hint, /AVX/);
});
