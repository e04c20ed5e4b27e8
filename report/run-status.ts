import { processState } from '../cache/records/process-identity.js';
import type { RunRecord, RunState } from '../cache/records/record.js';
import type { RecordStore } from '../cache/records/record-store.js';
import type { NodeFailure } from '../engine/executors/task.js';
import { readEvents } from '../engine/run/read-events.js';
import { formatDuration } from './format-duration.js';

/** A run as `status --json` prints it. `killed`: it never said how it ended, and its process is gone. */
export interface RunStatus extends Omit<RunRecord, 'state'> {
  readonly state: RunState | 'killed';
}

/** Newest first. */
export function listRuns(store: RecordStore): readonly RunStatus[] {
  const runs = [...store.runs.getRange({ reverse: true })];
  return runs.map(({ value }) =>
    value.state === 'running' && processState(value) === 'gone'
      ? { ...value, state: 'killed' as const }
      : value,
  );
}

export function runLines(runs: readonly RunStatus[]): string[] {
  return runs.map((run) => {
    const took = run.endedAt && formatDuration(Date.parse(run.endedAt) - Date.parse(run.startedAt));
    return [run.id, run.state.padEnd(9), run.pipeline, countsText(run.counts), took, predicted(run)]
      .filter(Boolean)
      .join('  ');
  });
}

/** `predicted 3 min 05 s, 12 s too little` */
function predicted({ prediction }: RunStatus): string | undefined {
  if (!prediction) return undefined;
  const { durationMs, errorMs } = prediction;
  const text = `predicted ${formatDuration(durationMs)}`;
  if (errorMs === undefined) return text;
  return `${text}, ${formatDuration(Math.abs(errorMs))} too ${errorMs > 0 ? 'little' : 'much'}`;
}

export interface InstanceStatus {
  readonly instance: string;
  readonly state: string;
  readonly epoch?: number;
  /** The kind of failure, of those that failed or are tried again. */
  readonly failure?: NodeFailure['kind'];
}

export interface RunDetail {
  readonly run: RunStatus;
  /** Those that the run executed or settled, in the order of their last change. */
  readonly instances: readonly InstanceStatus[];
}

const states: Readonly<Record<string, string>> = {
  'instance-waiting': 'waiting',
  'instance-handed-over': 'waiting',
  'instance-started': 'running',
  'instance-retry': 'retrying',
  'instance-done': 'done',
  'instance-cached': 'cached',
  'instance-failed': 'failed',
  'instance-blocked': 'blocked',
  'instance-not-promoted': 'not promoted',
  'instance-stopped': 'stopped',
};

/** What an instance cannot be any more once its run is gone. */
const unsettled = new Set(['ready', 'waiting', 'running', 'retrying']);

/** Reads the run's event log. */
export function describeRun(run: RunStatus, storeFolder: string): RunDetail {
  const instances = new Map<string, InstanceStatus>();
  for (const event of readEvents(storeFolder, run.id)) {
    if (!('instance' in event)) continue;
    const { instance } = event;
    const { failure: _, ...earlier } = instances.get(instance) ?? { instance, state: 'ready' };
    instances.delete(instance);
    instances.set(instance, {
      ...earlier,
      state: states[event.kind] ?? earlier.state,
      ...(event.kind === 'instance-metric' && { epoch: event.epoch }),
      ...('failure' in event && { failure: event.failure.kind }),
    });
  }
  const settled = [...instances.values()].map((instance) =>
    run.state === 'killed' && unsettled.has(instance.state) ? { ...instance, state: 'killed' } : instance,
  );
  return { run, instances: settled };
}

export function runDetailLines({ run, instances }: RunDetail): string[] {
  const lines = instances.map(({ instance, state, epoch, failure }) => {
    const reached = epoch === undefined ? '' : `  epoch ${epoch}`;
    return `  ${state.padEnd(9)}  ${instance}${reached}${failure === undefined ? '' : `  ${failure}`}`;
  });
  return [...runLines([run]), `  started ${run.startedAt}, process ${run.pid} on ${run.host}`, ...lines];
}

/** States that are called something else than in the counts. */
const words: Readonly<Record<string, string>> = {
  leftOut: 'left out',
  notPromoted: 'not promoted',
  run: 'to run',
};

function countsText(counts: RunRecord['counts']): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${words[state] ?? state}`)
    .join(', ');
}
