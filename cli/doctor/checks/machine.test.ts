import test from 'ava';
import { checkMachine, describeMachine } from './machine.js';

const machine = { node: '20.19.0', system: 'linux x64', cpus: 4, memoryBytes: 16e9 };

function statusOf(name: string, description: Partial<typeof machine>): string | undefined {
  return checkMachine({ ...machine, ...description }).find((finding) => finding.name === name)?.status;
}

test('Node.js 20.19 is the oldest that will do', (t) => {
  t.is(statusOf('Node.js', { node: '20.19.0' }), 'ok');
  t.is(statusOf('Node.js', { node: '22.1.0' }), 'ok');
  t.is(statusOf('Node.js', { node: '20.18.1' }), 'problem');
  t.is(statusOf('Node.js', { node: '18.20.0' }), 'problem');
});

test('little memory is warned of', (t) => {
  t.is(statusOf('memory', { memoryBytes: 2e9 }), 'warning');
  t.is(statusOf('memory', { memoryBytes: 8e9 }), 'ok');
});

test('the machine that runs this test is described', (t) => {
  const { node, cpus, memoryBytes } = describeMachine();
  t.is(node, process.versions.node);
  t.true(cpus >= 1);
  t.true(Number.isFinite(memoryBytes) && memoryBytes > 0);
});
