import { mkdir, rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import test, { type ExecutionContext } from 'ava';
import type { RunEvent } from '../../engine/run/event.js';
import type { WatchEvent } from '../../engine/watch/watch-event.js';
import { Rig, type ShownFile, textOf } from '../rig/rig.js';

type Told = WatchEvent | (RunEvent & { readonly run: string });

/** `micrograph watch p.json`, under way. */
class Watching {
  readonly rig: Rig;
  readonly #started: ReturnType<Rig['start']>;
  /** Told and not taken yet. */
  #told: Told[] = [];
  #wake: () => void = () => {};

  constructor(t: ExecutionContext, rig: Rig, options: readonly string[] = []) {
    this.rig = rig;
    this.#started = rig.start(['watch', 'p.json', '--json', ...options]);
    t.teardown(() => this.#started.child.kill('SIGKILL'));
    createInterface({ input: this.#started.child.stdout! }).on('line', (line) => {
      this.#told.push(JSON.parse(line) as Told);
      this.#wake();
    });
  }

  /** Resolves with everything told up to an event of this kind, and, where one is given, of this instance. */
  async until(kind: Told['kind'], instance?: string): Promise<Told[]> {
    const isMeant = (event: Told) =>
      event.kind === kind && (instance === undefined || ('instance' in event && event.instance === instance));
    for (;;) {
      const at = this.#told.findIndex(isMeant);
      if (at !== -1) return this.#told.splice(0, at + 1);
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }

  async interrupt() {
    this.#started.child.kill('SIGINT');
    return this.#started.finished;
  }

  /** The value that the node `name` has by the pipeline as it is. */
  async value(name: string): Promise<unknown> {
    const [result] = await this.rig.json<{ files: ShownFile[] }[]>(['show', 'p.json', name]);
    return JSON.parse(await textOf(result!.files[0]!));
  }
}

const kinds = (events: readonly Told[]) => events.map(({ kind }) => kind);

test('a change of the pipeline, of a file it pulls in or of its data runs what it touches', async (t) => {
  const rig = await Rig.make(t);
  const pipeline = (factor: number) => ({
    name: 'watched',
    nodes: {
      number: { type: 'emit', params: { value: { $ref: 'number.json' } } },
      texts: { type: 'read-files', params: { path: 'texts' } },
      scaled: { type: 'combine', inputs: { a: 'number', b: 'texts' }, params: { factor } },
    },
  });
  await mkdir(rig.path('texts'));
  await rig.write('texts/a.txt', 'one');
  await rig.write('number.json', 5);
  await rig.write('p.json', pipeline(1));
  const watching = new Watching(t, rig);
  await watching.until('watch-idle');
  t.deepEqual((await rig.executions()).sort(), ['combine', 'emit', 'read-files']);

  await rig.write('p.json', pipeline(2));
  const edited = await watching.until('watch-idle');
  t.deepEqual(await rig.executions(), ['combine']);
  t.deepEqual(edited[0], { kind: 'watch-changed', paths: [rig.path('p.json')] });

  // As many editors save: another file in the place of the old one.
  await rig.write('number.json~', 6);
  await rename(rig.path('number.json~'), rig.path('number.json'));
  await watching.until('watch-idle');
  t.deepEqual(await rig.executions(), ['emit', 'combine']);
  t.deepEqual(await watching.value('scaled'), [12, ['one']]);

  await rig.write('texts/b.txt', 'two');
  await watching.until('watch-idle');
  await rm(rig.path('texts/a.txt'));
  await watching.until('watch-idle');
  t.deepEqual(await rig.executions(), ['read-files', 'combine', 'read-files', 'combine']);
  t.deepEqual(await watching.value('scaled'), [12, ['two']]);

  const { status } = await watching.interrupt();
  t.is(status, 0);
});

test('an edit with errors is told with their places, stops nothing, and can be mended', async (t) => {
  const rig = await Rig.make(t);
  const pipeline = (node: object) => ({ name: 'mended', nodes: { node } });
  const waiting = (value: number) => pipeline({ type: 'emit', params: { value, waitFor: rig.path('go') } });
  await rig.write('p.json', waiting(1));
  const watching = new Watching(t, rig);
  await watching.until('instance-started');

  await rig.write('p.json', pipeline({ type: 'emitt' }));
  const refused = await watching.until('watch-refused');
  const last = refused.at(-1);
  t.true(last?.kind === 'watch-refused' && last.goesOn);
  t.like(last, {
    diagnostics: [{ file: rig.path('p.json'), line: 5, message: 'unknown node type "emitt"' }],
  });
  t.deepEqual(kinds(refused), ['watch-changed', 'watch-refused']);

  await rig.write('p.json', pipeline({ type: 'emit', params: { value: { $ref: 'value.json' } } }));
  await watching.until('watch-refused');
  await rig.write('go', '');
  await watching.until('instance-done', 'node');
  await watching.until('watch-idle');

  // The file that was missing is watched for, too.
  await rig.write('value.json', 2);
  await watching.until('watch-idle');
  t.is(await watching.value('node'), 2);
  t.deepEqual(await rig.executions(), ['emit', 'emit']);
  t.is((await watching.interrupt()).status, 0);
});

test('after an edit, what is still wanted goes on, and what is not saves its state and stops', async (t) => {
  const rig = await Rig.make(t);
  const training = (seed: number, gate: string) => ({
    type: 'train',
    params: { epochs: 3, seed, waitFor: { 2: rig.path(gate) } },
  });
  const kept = training(1, 'kept');
  await rig.write('p.json', { name: 'edited', nodes: { kept, dropped: training(2, 'dropped') } });
  const watching = new Watching(t, rig, ['--jobs', '2']);
  // Each has saved its first epoch.
  await watching.until('instance-checkpoint');
  await watching.until('instance-checkpoint');

  await rig.write('p.json', {
    name: 'edited',
    nodes: {
      kept,
      other: { type: 'emit', params: { value: 1 } },
      last: { type: 'combine', inputs: { a: 'kept' } },
    },
  });
  const edited = await watching.until('instance-done', 'other');
  t.true(edited.some((event) => event.kind === 'instance-stopped' && event.instance === 'dropped'));
  t.true(edited.some((event) => event.kind === 'run-stopping' && event.because === 'edit'));
  await rig.write('kept', '');
  await watching.until('instance-done', 'kept');
  await watching.until('instance-done', 'last');
  await watching.until('watch-idle');
  const executed = await rig.executions();
  t.deepEqual(executed.filter((line) => line !== 'emit' && line !== 'combine').sort(), [
    'epoch 1',
    'epoch 1',
    'epoch 2',
    'epoch 3',
  ]);

  // The training that was stopped goes on from what it saved.
  await rig.write('dropped', '');
  await rig.write('p.json', { name: 'edited', nodes: { dropped: training(2, 'dropped') } });
  await watching.until('instance-done', 'dropped');
  t.deepEqual(await rig.executions(), ['epoch 2', 'epoch 3']);
  await watching.interrupt();
});

test('Ctrl-C while something runs saves it and says so by the exit status', async (t) => {
  const rig = await Rig.make(t);
  const params = { epochs: 2, waitFor: { 2: rig.path('go') } };
  await rig.write('p.json', { name: 'ended', nodes: { tuned: { type: 'train', params } } });
  const watching = new Watching(t, rig);
  await watching.until('instance-checkpoint');
  t.is((await watching.interrupt()).status, 130);
  await rig.write('go', '');
  t.is((await rig.run(['run', 'p.json'])).status, 0);
  t.deepEqual(await rig.executions(), ['epoch 1', 'epoch 2']);
});

test('people see what changed, what runs for it and why', async (t) => {
  const rig = await Rig.make(t);
  const pipeline = (value: number) => ({ name: 'seen', nodes: { a: { type: 'emit', params: { value } } } });
  await rig.write('p.json', pipeline(1));
  const { child, finished } = rig.start(['watch', 'p.json']);
  const lines: string[] = [];
  let idle = 0;
  createInterface({ input: child.stdout! }).on('line', async (line) => {
    lines.push(line);
    if (!line.startsWith('watching')) return;
    idle++;
    if (idle === 1) await rig.write('p.json', pipeline(2));
    if (idle === 2) await rig.write('p.json', '{');
    if (idle === 3) child.kill('SIGINT');
  });
  const { status, stderr } = await finished;
  t.is(status, 0);
  t.regex(
    lines.join('\n'),
    /changed {2}p\.json\nseen: 1 instance: .*\n {2}all 1 run: params\.value 1 → 2\n {6}a\nrun /,
  );
  t.regex(
    lines.join('\n'),
    /refused {2}nothing runs until this is mended\nwatching the pipeline \(Ctrl-C ends\)/,
  );
  t.regex(stderr, /p\.json:1:2 {2}error: /);
});

test('a pipeline that is not there is refused at once', async (t) => {
  const rig = await Rig.make(t);
  const { status, stderr } = await rig.run(['watch', 'nothing.json']);
  t.is(status, 2);
  t.regex(stderr, /there is no file nothing\.json/);
});
