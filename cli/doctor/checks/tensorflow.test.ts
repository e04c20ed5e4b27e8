import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import test from 'ava';
import { packageAddonPath } from '../../../learn/runtime/provision/link-addon.js';
import { tfjsPackageFolder } from '../../../learn/runtime/provision/provision-setup.js';
import { runCommand } from '../../../learn/runtime/provision/run-command.js';
import { fakeMachine } from '../../../learn/runtime/provision/testing/fake-machine.js';
import { checkTensorflow } from './tensorflow.js';

test('a machine without TensorFlow is told how to get it', async (t) => {
  const { setup } = await fakeMachine(t);
  const { findings, mustBuild } = await checkTensorflow(setup);
  t.true(mustBuild);
  t.deepEqual(
    findings.map(({ name, status, fix }) => [name, status, fix]),
    [['TensorFlow', 'problem', 'Run: micrograph doctor --install']],
  );
});

test('an addon that doctor did not set up is used, with a warning', async (t) => {
  const { setup } = await fakeMachine(t);
  const addon = packageAddonPath(setup.packageFolder);
  await mkdir(dirname(addon), { recursive: true });
  await writeFile(addon, '');
  const answer = JSON.stringify({ version: '2.9.1', loadMs: 500, usesGpu: false, convolutionMs: 4 });
  const run = async () => ({ exitCode: 0, stdout: answer, stderr: '' });
  const { findings } = await checkTensorflow({
    ...setup,
    run: async (command, args, options) =>
      command === process.execPath ? run() : setup.run(command, args, options),
  });
  t.deepEqual(
    findings.slice(0, 2).map(({ name, status }) => [name, status]),
    [
      ['TensorFlow', 'warning'],
      ['TensorFlow runs', 'ok'],
    ],
  );
});

test('an addon that cannot be loaded is a problem', async (t) => {
  const { setup } = await fakeMachine(t);
  const addon = packageAddonPath(setup.packageFolder);
  await mkdir(dirname(addon), { recursive: true });
  await writeFile(addon, '');
  const run = async () => ({ exitCode: undefined, endedBy: 'SIGBUS' as const, stdout: '', stderr: '' });
  const { findings } = await checkTensorflow({ ...setup, run });
  const trial = findings.find(({ name }) => name === 'TensorFlow runs');
  t.is(trial?.status, 'problem');
  t.regex(trial?.detail ?? '', /SIGBUS/);
});

test('a setting that means nothing is a problem', async (t) => {
  const { setup } = await fakeMachine(t, { MICROGRAPH_TENSORFLOW: 'tpu' });
  const { findings, mustBuild } = await checkTensorflow(setup);
  t.false(mustBuild);
  t.is(findings[0]?.status, 'problem');
});

test('the TensorFlow that is set up here loads and has a speed', async (t) => {
  const { setup } = await fakeMachine(t);
  const packageFolder = tfjsPackageFolder();
  const { findings } = await checkTensorflow({ ...setup, env: process.env, run: runCommand, packageFolder });
  const trial = findings.find(({ name }) => name === 'TensorFlow runs');
  t.is(trial?.status, 'ok');
  t.true((trial?.data?.['convolutionMs'] as number) > 0);
});
