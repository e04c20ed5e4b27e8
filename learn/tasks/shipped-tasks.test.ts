import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import test from 'ava';
import { checkTask } from './check-task.js';
import type { Task } from './task-schema.js';

const repository = join(import.meta.dirname, '../..');
const folder = join(repository, 'pipelines/tasks');
const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
const schema = JSON.parse(await readFile(join(repository, 'schemas/task.schema.json'), 'utf8'));
const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);
const read = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Task;

test('a task is shipped for each of the seven usual aims', (t) => {
  t.deepEqual(names.sort(), [
    'atom-localisation.json',
    'background-removal.json',
    'denoising.json',
    'lattice-classification.json',
    'multi-class-segmentation.json',
    'segmentation.json',
    'super-resolution.json',
  ]);
});

for (const name of names) {
  test(`pipelines/tasks/${name} names its schema, which accepts it, and all of it goes together`, async (t) => {
    const task = await read(name);
    t.is(task.$schema, '../../schemas/task.schema.json');
    validate(task);
    t.deepEqual(validate.errors ?? [], []);
    t.deepEqual(checkTask(task), []);
  });
}

test('the image tasks of TEMImageNet are trained as published: L1 and MSE alike, Adam 2e-4, batches of 64', async (t) => {
  for (const name of ['denoising.json', 'background-removal.json', 'super-resolution.json']) {
    const { losses, monitor, training } = await read(name);
    t.deepEqual(losses, [{ kind: 'l1' }, { kind: 'mse' }]);
    t.deepEqual(monitor, { metric: 'l1', mode: 'min' });
    t.is(training?.optimiser?.kind, 'adam');
    t.deepEqual([training?.learningRate, training?.batch], [2e-4, 64]);
  }
});

const task = {
  target: { kind: 'mask' },
  losses: [{ kind: 'bce' }],
  metrics: [],
  monitor: { metric: 'bce', mode: 'min' },
};

test('the schema of tasks accepts ${…} and files in place of values', (t) => {
  validate({
    ...task,
    losses: ['${loss}'],
    monitor: { $ref: 'monitor.json' },
    measure: { threshold: '${threshold}' },
  });
  t.deepEqual(validate.errors ?? [], []);
});

/** [what the title says, the task] */
const misshapen: readonly [string, object][] = [
  ['without losses', { ...task, losses: [] }],
  ['with an unknown target', { ...task, target: { kind: 'masks' } }],
  ['with an unknown loss', { ...task, losses: [{ kind: 'hinge' }] }],
  ['with an unknown metric', { ...task, metrics: ['auc'] }],
  ['with a metric twice', { ...task, metrics: ['dice', 'dice'] }],
  ['with a weight of zero', { ...task, losses: [{ kind: 'bce', weight: 0 }] }],
  ['with γ for a loss that has none', { ...task, losses: [{ kind: 'bce', gamma: 2 }] }],
  ['with classes of one name', { ...task, target: { kind: 'classes', classes: ['a', 'a'] } }],
  ['without a monitor', { ...task, monitor: undefined }],
];

for (const [title, value] of misshapen) {
  test(`the schema of tasks rejects one ${title}`, (t) =>
    t.false(validate(JSON.parse(JSON.stringify(value)))));
}
