import type { Graph, InstanceId } from '../graph/graph.js';
import { Dependencies } from '../plan/dependencies.js';

/** An instance that is still to be computed, and what it takes. */
export interface Job {
  readonly durationMs: number;
  readonly cpus: number;
  readonly gpu: boolean;
  /** It runs already, so it is not kept from its place by others. */
  readonly isRunning: boolean;
  /** Jobs with the same name take turns: one training that is asked for at several epochs. */
  readonly turn: string | undefined;
  /** Lower ones go first. */
  readonly rank: number;
}

export interface Capacity {
  readonly cpus: number;
  readonly gpus: number;
}

interface Running {
  readonly id: InstanceId;
  readonly job: Job;
  readonly endsAtMs: number;
}

/**
 * How long jobs take on so many cpus and GPUs, started as a run starts them: as soon as their inputs and their place are
 * there. So it is never less than the longest chain of jobs, nor than all of their work spread over the cpus.
 * @param jobOf undefined for what is done, or is not to be done
 */
export function scheduleLengthMs(
  graph: Graph,
  jobOf: (id: InstanceId) => Job | undefined,
  capacity: Capacity,
): number {
  const dependencies = new Dependencies(graph);
  const ready: { readonly id: InstanceId; readonly job: Job }[] = [];
  const running: Running[] = [];
  const turns = new Set<string>();
  let { cpus, gpus } = capacity;
  let nowMs = 0;

  const arrive = (ids: readonly InstanceId[]) => {
    const queue = [...ids];
    for (let at = 0; at < queue.length; at++) {
      const id = queue[at]!;
      const job = jobOf(id);
      if (job && !isInstant(job)) insert(ready, { id, job });
      else queue.push(...dependencies.satisfiedBy(id));
    }
  };
  const needs = (job: Job) => ({
    cpus: Math.min(job.cpus, capacity.cpus),
    gpus: job.gpu && capacity.gpus > 0 ? 1 : 0,
  });
  const start = () => {
    for (let at = 0; at < ready.length; ) {
      const { id, job } = ready[at]!;
      const needed = needs(job);
      if (needed.gpus > gpus || (job.turn !== undefined && turns.has(job.turn))) at++;
      else if (needed.cpus > cpus) return;
      else {
        ready.splice(at, 1);
        cpus -= needed.cpus;
        gpus -= needed.gpus;
        if (job.turn !== undefined) turns.add(job.turn);
        running.push({ id, job, endsAtMs: nowMs + job.durationMs });
      }
    }
  };
  arrive(dependencies.withoutAny());
  for (start(); running.length > 0; start()) {
    const next = running.reduce((first, each) => (each.endsAtMs < first.endsAtMs ? each : first));
    running.splice(running.indexOf(next), 1);
    nowMs = next.endsAtMs;
    const freed = needs(next.job);
    cpus += freed.cpus;
    gpus += freed.gpus;
    if (next.job.turn !== undefined) turns.delete(next.job.turn);
    arrive(dependencies.satisfiedBy(next.id));
  }
  return nowMs;
}

/** Takes no time and waits for nobody: of such, there may be tens of thousands. */
function isInstant({ durationMs, turn }: Job): boolean {
  return durationMs === 0 && turn === undefined;
}

function insert<T extends { readonly job: Job }>(ready: T[], entry: T): void {
  let low = 0;
  let high = ready.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comesFirst(entry.job, ready[middle]!.job)) high = middle;
    else low = middle + 1;
  }
  ready.splice(low, 0, entry);
}

function comesFirst(a: Job, b: Job): boolean {
  return a.isRunning === b.isRunning ? a.rank < b.rank : a.isRunning;
}
