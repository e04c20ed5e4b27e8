import test from 'ava';
import { fakeMachine } from '../../../learn/runtime/provision/testing/fake-machine.js';
import { checkTools } from './tools.js';

test('missing tools are a problem, with what to do, while TensorFlow is to be built', async (t) => {
  const { setup } = await fakeMachine(t);
  const findings = await checkTools(setup, true);
  t.deepEqual(
    findings.map(({ name, status }) => [name, status]),
    [
      ['pip', 'problem'],
      ['C++ compiler', 'problem'],
    ],
  );
  t.true(findings.every(({ fix }) => fix?.includes('apt-get install')));
});

test('missing tools are no problem once it is built', async (t) => {
  const { setup } = await fakeMachine(t);
  t.true((await checkTools(setup, false)).every(({ status }) => status === 'ok'));
});
