import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent } from '../../engine/run/event.js';
import { type Figure, figure } from '../figure.js';
import { measureCommand } from '../measure-command.js';
import { writePatches } from './cem-like.js';
import type { DataOptions } from './data.js';

/** What a set of any size may take. */
const mostMegabytes = 500;

/**
 * Patches as those of CEM500K, in files of their own: how fast they are hashed and looked at for a plan, then packed
 * into a few arrays by a worker, and how much memory each takes at most.
 */
export async function* packingFigures({ quick, only = '' }: DataOptions): AsyncGenerator<Figure> {
  const count = quick ? 5000 : 50_000;
  for (const format of ['tiff', 'png'] as const) {
    if (!`pack ${format}`.includes(only)) continue;
    const folder = mkdtempSync(join(tmpdir(), 'micrograph-bench-packing-'));
    try {
      await writePatches(join(folder, 'images'), count, format);
      yield* packed(folder, `${count.toLocaleString('en')} ${format} patches of 224 × 224 px`, count);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}

/** Packs the patches in the sub-folder `images`. */
async function* packed(folder: string, what: string, count: number): AsyncGenerator<Figure> {
  const pipeline = { name: 'packing', nodes: { patches: { type: 'load', params: { path: 'images' } } } };
  writeFileSync(join(folder, 'pipeline.json'), JSON.stringify(pipeline));
  writeFileSync(join(folder, 'micrograph.config.json'), '{}');
  const plan = await measureCommand(['plan', 'pipeline.json'], folder);
  yield figure(`plan: hash and look at ${what}`, count / plan.seconds, 'patches/s');
  yield figure('  peak memory', plan.peakMegabytes, 'MB', mostMegabytes);
  await measureCommand(['run', 'pipeline.json'], folder);
  const { durationMs, peakMemoryBytes } = doneEvent(folder);
  yield figure(`run: pack ${what}`, count / (durationMs / 1000), 'patches/s');
  yield figure('  peak memory of the worker', peakMemoryBytes / 1e6, 'MB', mostMegabytes);
}

/** What the only run of the project says of its only instance. */
function doneEvent(folder: string): Extract<RunEvent, { kind: 'instance-done' }> {
  const runs = join(folder, '.micrograph', 'runs');
  const log = readFileSync(join(runs, readdirSync(runs)[0]!, 'events.jsonl'), 'utf8');
  const events = log
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RunEvent);
  const done = events.find((event) => event.kind === 'instance-done');
  if (!done) throw new Error('the run says of nothing that it is done');
  return done;
}
