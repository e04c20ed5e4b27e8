import { availableParallelism } from 'node:os';
import type { InstanceId } from '../engine/graph/graph.js';
import type { Planning } from '../engine/plan/make-plan.js';
import { predictTime, type TimePrediction } from '../engine/predict/predict-time.js';
import type { Capacity } from '../engine/predict/schedule-length.js';
import { Timings } from '../engine/predict/timings.js';
import { Workloads } from '../engine/predict/workloads.js';
import { needsOf } from '../engine/run/needs.js';
import { predictionText } from '../report/prediction-text.js';
import type { OpenedPlan } from './open-pipeline.js';

/** As `plan --json` prints it: how long the rest would take, on what. */
export type PlanTime = TimePrediction & Capacity;

/** Predicts for this machine; undefined where there is nothing to do. */
export async function predictPlan(
  { planning, store, project }: OpenedPlan,
  jobs: number | undefined,
  selected: ReadonlySet<InstanceId> | undefined,
): Promise<PlanTime | undefined> {
  const capacity = { cpus: jobs ?? availableParallelism(), gpus: await gpusFor(planning) };
  const time = predictTime({
    planning,
    capacity,
    records: store,
    timings: new Timings(store),
    workloads: new Workloads(planning),
    threads: project.threads ?? 1,
    ...(selected && { wanted: (id: InstanceId) => selected.has(id) }),
  });
  return time && { ...time, ...capacity };
}

/** `time: about 3 min 05 s on 2 cpus` */
export function predictionLine(time: PlanTime): string {
  const places = [
    `${time.cpus} cpu${time.cpus === 1 ? '' : 's'}`,
    time.gpus > 0 && `${time.gpus} GPU${time.gpus === 1 ? '' : 's'}`,
  ].filter(Boolean);
  const text = predictionText(time);
  return time.durationMs === undefined ? `time: ${text}` : `time: ${text} on ${places.join(' and ')}`;
}

/** GPUs are looked for only where there is something for them to do. */
async function gpusFor({ planner }: Planning): Promise<number> {
  for (let id = 0; id < planner.graph.instanceCount; id++) {
    const isToDo = planner.state(id) === 'run' || planner.state(id) === 'waiting';
    if (!isToDo || needsOf(planner.graph, id, 1).gpus === 0) continue;
    const { usedGpus } = await import('./run/gpus.js');
    return (await usedGpus(undefined)).length;
  }
  return 0;
}
