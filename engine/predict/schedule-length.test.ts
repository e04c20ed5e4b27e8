import test from 'ava';
import { type NodeSketch, pipelineInMemory } from '../../test/rig/pipeline-in-memory.js';
import { expandGraph, instanceName } from '../graph/graph.js';
import { type Capacity, type Job, scheduleLengthMs } from './schedule-length.js';

const job = (durationMs: number, more: Partial<Job> = {}): Job => ({
  durationMs,
  cpus: 1,
  gpu: false,
  isRunning: false,
  turn: undefined,
  rank: 0,
  ...more,
});

/** Each node is named in `inputs` by the one that feeds it, if any does. */
function lengthMs(
  inputs: Readonly<Record<string, string | undefined>>,
  jobs: Readonly<Record<string, Job>>,
  capacity: Partial<Capacity> = {},
): number {
  const nodes = Object.entries(inputs).map(([name, a]): [string, NodeSketch] => [
    name,
    a === undefined ? {} : { inputs: { a } },
  ]);
  const { graph } = expandGraph(pipelineInMemory({}, Object.fromEntries(nodes)));
  return scheduleLengthMs(graph, (id) => jobs[instanceName(graph, id)], { cpus: 2, gpus: 0, ...capacity });
}

const apart = { a: undefined, b: undefined, c: undefined };

test('jobs that do not depend on each other share the cpus', (t) => {
  const jobs = { a: job(10), b: job(10), c: job(10) };
  t.is(lengthMs(apart, jobs, { cpus: 1 }), 30);
  t.is(lengthMs(apart, jobs, { cpus: 2 }), 20);
  t.is(lengthMs(apart, jobs, { cpus: 8 }), 10);
});

test('no number of cpus makes a chain of jobs shorter', (t) => {
  const chain = { a: undefined, b: 'a', c: 'b' };
  t.is(lengthMs(chain, { a: job(10), b: job(20), c: job(30) }, { cpus: 8 }), 60);
  t.is(lengthMs(chain, { a: job(10), c: job(30) }, { cpus: 8 }), 40, 'what is done takes no time');
});

test('a job on many cpus waits until they are free, and has all of them where there are too few', (t) => {
  t.is(lengthMs(apart, { a: job(10), b: job(10, { cpus: 2 }), c: job(10) }), 30);
  t.is(lengthMs(apart, { a: job(10, { cpus: 16 }), b: job(10) }), 20);
});

test('jobs for GPUs wait for one another only where there are GPUs', (t) => {
  const jobs = { a: job(10, { gpu: true }), b: job(10, { gpu: true }), c: job(10) };
  t.is(lengthMs(apart, jobs, { cpus: 8, gpus: 1 }), 20);
  t.is(lengthMs(apart, jobs, { cpus: 8, gpus: 0 }), 10);
});

test('jobs of one training take turns, the shorter one first', (t) => {
  const jobs = { a: job(30, { turn: 'x', rank: 2 }), b: job(10, { turn: 'x', rank: 1 }), c: job(15) };
  t.is(lengthMs({ ...apart, d: 'b' }, { ...jobs, d: job(5) }, { cpus: 8 }), 40);
});

test('what runs already has its place', (t) => {
  const jobs = { a: job(10), b: job(10), c: job(25, { isRunning: true, rank: 9 }) };
  t.is(lengthMs(apart, jobs, { cpus: 2 }), 25);
});
