import test from 'ava';
import { findCompiler } from './find-tools.js';
import { ProvisionError } from './provision-error.js';
import { fakeMachine } from './testing/fake-machine.js';

test('CXX comes first and may have arguments', async (t) => {
  const machine = await fakeMachine(t, { CXX: 'wrapper real-compiler' });
  await machine.command('wrapper', `console.log('wrapped ' + args.join(' ') + '\\nmore');`);
  await machine.command('c++', `console.log('c++ 12');`);
  t.deepEqual(await findCompiler(machine.setup), {
    command: ['wrapper', 'real-compiler'],
    version: 'wrapped real-compiler --version',
  });
});

test('a compiler that does not run is passed over', async (t) => {
  const machine = await fakeMachine(t, { CXX: 'gone' });
  await machine.command('c++', 'process.exit(1);');
  await machine.command('clang++', `console.log('clang 15');`);
  t.deepEqual((await findCompiler(machine.setup)).command, ['clang++']);
});

test('the error names all that was tried', async (t) => {
  const machine = await fakeMachine(t, { CXX: 'gone' });
  const error = await t.throwsAsync(findCompiler(machine.setup), { instanceOf: ProvisionError });
  t.is(error.kind, 'no-compiler');
  t.regex(error.message, /gone, c\+\+, g\+\+, clang\+\+/);
});
