import { type InstanceId, instanceName } from '../graph/graph.js';
import type { RunEvent, RunObserver } from '../run/event.js';
import { type PredictionInput, predictTime, type TimePrediction, type UnderWay } from './predict-time.js';
import { Timings } from './timings.js';
import { Workloads } from './workloads.js';

/** At the most so often … */
const everyMs = 1_000;
/** … and never for more than this share of the time, however many instances there are. */
const timeShare = 0.02;

interface Running {
  readonly startedAtMs: number;
  /** The progress that a training went on from. */
  resumedAt: number;
  /** The share that was done when it first told of one: a training may go on from an earlier one. */
  from: number | undefined;
  share: number;
}

export interface ForecastWorld {
  readonly tell: RunObserver;
  /** Told of what goes wrong where nobody waits for the result. */
  readonly fail: (error: unknown) => void;
}

/** Says during a run how long the rest will take: from recorded times, and from how far what runs has come. */
export class RunForecast {
  readonly #input: PredictionInput;
  readonly #now: () => number;
  readonly #tell: RunObserver;
  readonly #fail: (error: unknown) => void;
  readonly #running = new Map<string, Running>();
  #nextAtMs = 0;

  constructor(
    input: Omit<PredictionInput, 'timings' | 'workloads'>,
    now: () => number,
    world: ForecastWorld,
  ) {
    const workloads = new Workloads(input.planning);
    this.#input = { ...input, workloads, timings: new Timings(input.records) };
    this.#now = now;
    this.#tell = world.tell;
    this.#fail = world.fail;
  }

  /** Takes in how long an instance took that was computed just now. */
  readonly learn = (id: InstanceId): void => {
    const { planning, workloads, timings } = this.#input;
    const running = this.#running.get(instanceName(planning.planner.graph, id));
    // Those that only rearrange small data take too little to be counted.
    if (!running || workloads.isLight(id)) return;
    const { startedAtMs, resumedAt } = running;
    const amount = { steps: (workloads.progress(id) ?? 1) - resumedAt, size: workloads.size(id) };
    timings.add(workloads.kind(id), amount, this.#now() - startedAtMs).catch(this.#fail);
  };

  /** Before anything runs; undefined where there is nothing to do. */
  first(): TimePrediction | undefined {
    return this.#predict(true);
  }

  /** To be told of every event of the run. */
  observe(event: RunEvent): void {
    switch (event.kind) {
      case 'instance-started':
        this.#running.set(event.instance, {
          startedAtMs: this.#now(),
          resumedAt: 0,
          from: undefined,
          share: 0,
        });
        return;
      case 'instance-resumed': {
        const running = this.#running.get(event.instance);
        if (running) running.resumedAt = event.progress;
        return;
      }
      case 'instance-progress': {
        const { epoch, epochs, step = 0, steps = 1 } = event.progress;
        const running = this.#running.get(event.instance);
        if (!running || epoch === undefined || epochs === undefined) return;
        running.share = (epoch - 1 + step / steps) / epochs;
        running.from ??= running.share;
        break;
      }
      case 'instance-done':
      case 'instance-cached':
      case 'instance-failed':
      case 'instance-stopped':
      case 'instance-retry':
        this.#running.delete(event.instance);
        break;
      default:
        return;
    }
    if (this.#now() >= this.#nextAtMs) this.#predict(false);
  }

  #predict(isFirst: boolean): TimePrediction | undefined {
    const beganAtMs = this.#now();
    const prediction = predictTime({ ...this.#input, underWay: this.#underWay(beganAtMs) });
    const tookMs = this.#now() - beganAtMs;
    this.#nextAtMs = beganAtMs + Math.max(everyMs, tookMs / timeShare);
    if (prediction) this.#tell({ kind: 'run-predicted', isFirst, ...prediction });
    return prediction;
  }

  #underWay(nowMs: number): ReadonlyMap<string, UnderWay> {
    return new Map(
      [...this.#running].map(([instance, { startedAtMs, from = 0, share }]) => [
        instance,
        { elapsedMs: nowMs - startedAtMs, done: from < 1 ? (share - from) / (1 - from) : 0 },
      ]),
    );
  }
}
