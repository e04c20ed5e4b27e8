import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { Rig, repositoryFolder } from '../rig/rig.js';

const page = await readFile(join(repositoryFolder, 'docs/tasks.md'), 'utf8');

/** A project with the files that the tutorial has its reader write. */
async function tutorialProject(t: ExecutionContext): Promise<Rig> {
  const rig = await Rig.make(t, { scripted: false });
  const files = [...page.matchAll(/^\*\*`([^`]+)`\*\*\n\n```json\n([\s\S]*?)```$/gm)];
  for (const [, name, content] of files) {
    await mkdir(dirname(rig.path(name!)), { recursive: true });
    await rig.write(name!, content!);
  }
  return rig;
}

test('the tutorial on tasks makes a new task that validates', async (t) => {
  const rig = await tutorialProject(t);
  const { status, stdout, stderr } = await rig.run(['validate', 'membranes.json']);
  t.is(status, 0, stdout + stderr);
  t.regex(stdout, /is valid: 4 nodes, 8 instances/);
});

test('the mixture that the tutorial calls wrong is refused in its words', async (t) => {
  const rig = await tutorialProject(t);
  const task = await rig.read('tasks/membranes.json');
  await rig.write('tasks/membranes.json', task.replace('"kind": "focal", "gamma": 2', '"kind": "ce"'));
  const { status, stderr } = await rig.run(['validate', 'membranes.json']);
  t.is(status, 2);
  const [, ...quoted] = /```text\n(.*)\n(.*)\n```/.exec(page)!;
  t.is(quoted.length, 2);
  for (const words of quoted) t.true(stderr.includes(words), stderr);
});
