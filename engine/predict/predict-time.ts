import type { RecordStore } from '../../cache/records/record-store.js';
import { type InstanceId, instanceName, nodeOf } from '../graph/graph.js';
import type { Planning } from '../plan/make-plan.js';
import { needsOf } from '../run/needs.js';
import { type Capacity, type Job, scheduleLengthMs } from './schedule-length.js';
import type { Timings } from './timings.js';
import type { Workloads } from './workloads.js';

/** How long what is left of a plan would take. */
export interface TimePrediction {
  /** Missing where nothing is known of some type. */
  readonly durationMs?: number;
  /** Types of which no time is recorded. */
  readonly unknown: readonly string[];
}

/** How far an instance that runs has come. */
export interface UnderWay {
  readonly elapsedMs: number;
  /** From 0 to 1; 0 where it does not tell. */
  readonly done: number;
}

export interface PredictionInput {
  readonly planning: Planning;
  readonly records: RecordStore | undefined;
  readonly timings: Timings;
  readonly workloads: Workloads;
  readonly capacity: Capacity;
  /** How many cpus a node that computes with TensorFlow takes for each one that it declares. */
  readonly threads: number;
  readonly wanted?: (id: InstanceId) => boolean;
  /** By the name of the instance. */
  readonly underWay?: ReadonlyMap<string, UnderWay>;
}

/** Less than this share done says too little of the whole. */
const tellingShare = 0.02;

/** Undefined where there is nothing to do. What waits is taken for work, though it may turn out to be recorded. */
export function predictTime(input: PredictionInput): TimePrediction | undefined {
  const { planning, capacity } = input;
  const { graph } = planning.planner;
  const unknown = new Set<string>();
  const jobs = jobsOf(input, unknown);
  if (jobs.size === 0) return undefined;
  if (unknown.size > 0) return { unknown: [...unknown].sort() };
  return { durationMs: scheduleLengthMs(graph, (id) => jobs.get(id), capacity), unknown: [] };
}

function jobsOf(input: PredictionInput, unknown: Set<string>): ReadonlyMap<InstanceId, Job> {
  const { planning, workloads, timings, wanted = () => true, threads } = input;
  const { planner } = planning;
  const jobs = new Map<InstanceId, Job>();
  const trainings: InstanceId[] = [];
  const underWay = (id: InstanceId) =>
    input.underWay?.size ? input.underWay.get(instanceName(planner.graph, id)) : undefined;

  const jobOf = (id: InstanceId, from: number | undefined): Job => {
    const { type, light } = nodeOf(planner.graph, id).template.definition;
    const { cpus, gpus } = needsOf(planner.graph, id, threads);
    const progress = workloads.progress(id);
    const job = {
      cpus: light ? 0 : cpus,
      gpu: gpus > 0,
      isRunning: underWay(id) !== undefined,
      turn: progress === undefined ? planner.key(id) : workloads.trajectory(id),
      rank: progress ?? 0,
    };
    // An instance that is the same as another waits for it and takes nothing; light nodes take next to nothing.
    if (planner.state(id) === 'shared') return { ...job, durationMs: 0, rank: job.rank + 0.5 };
    if (light) return { ...job, durationMs: 0, turn: undefined };
    const amount = { steps: progress === undefined ? 1 : progress - (from ?? 0), size: workloads.size(id) };
    const predictedMs = timings.knows(type) ? timings.predictMs(workloads.kind(id), amount) : undefined;
    const durationMs = leftMs(predictedMs, underWay(id));
    if (durationMs === undefined) unknown.add(type);
    return { ...job, durationMs: durationMs ?? 0 };
  };

  for (let id = 0; id < planner.graph.instanceCount; id++) {
    const state = planner.state(id);
    if ((state !== 'run' && state !== 'waiting' && state !== 'shared') || !wanted(id)) continue;
    if (state === 'shared' && planner.outputs(id) !== undefined) continue;
    if (workloads.progress(id) === undefined) jobs.set(id, jobOf(id, undefined));
    else trainings.push(id);
  }
  // The shorter ones of a training come first, and each goes on from where the one before ended.
  const reached = new Map<string, number>();
  const progressOf = (id: InstanceId) => workloads.progress(id) ?? 0;
  for (const id of trainings.sort((a, b) => progressOf(a) - progressOf(b))) {
    const trajectory = workloads.trajectory(id);
    const saved = workloads.savedProgress(id, input.records);
    jobs.set(id, jobOf(id, Math.max(saved, reached.get(trajectory) ?? 0)));
    reached.set(trajectory, progressOf(id));
  }
  return jobs;
}

function leftMs(predictedMs: number | undefined, underWay: UnderWay | undefined): number | undefined {
  if (!underWay) return predictedMs;
  const { elapsedMs, done } = underWay;
  if (done >= tellingShare) return (elapsedMs * (1 - done)) / done;
  return predictedMs === undefined ? undefined : Math.max(0, predictedMs - elapsedMs);
}
