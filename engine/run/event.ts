import type { Progress } from '../../nodes/run-context.js';
import type { NodeFailure } from '../executors/task.js';
import type { InstanceState } from '../plan/planner.js';
import type { FailureCounts } from './failure-counts.js';

/** How many instances are in each state. */
export type StateCounts = Readonly<Record<InstanceState, number>>;

/** What went from or to a remote cache. */
export interface RemoteTraffic {
  readonly instances: number;
  readonly bytes: number;
}

/**
 * Everything that a run tells. Terminal, event log and report are views of this one stream; `instance` is the
 * instance's name.
 */
export type RunEvent =
  /** The plan is made and execution begins. */
  | {
      readonly kind: 'run-started';
      readonly run: string;
      readonly pipeline: string;
      readonly file: string;
      readonly instances: number;
      /** Distinct keys to be computed, as far as known. */
      readonly counts: StateCounts;
    }
  /** A record was found whose blob is gone or cut; its instance is computed anew. */
  | { readonly kind: 'record-damaged'; readonly instance: string; readonly file: string }
  /** Another run computes this key; said once. */
  | {
      readonly kind: 'instance-waiting';
      readonly instance: string;
      readonly run: string;
      readonly pid: number;
    }
  /** The run that computed this key does not answer: its process is suspended. Its work is taken over. */
  | {
      readonly kind: 'instance-taken-over';
      readonly instance: string;
      readonly run: string;
      readonly pid: number;
    }
  /** This run was suspended, and another one, where it is known, took the instance over meanwhile. */
  | { readonly kind: 'instance-handed-over'; readonly instance: string; readonly run: string | undefined }
  | {
      readonly kind: 'instance-started';
      readonly instance: string;
      readonly key: string;
      readonly attempt: number;
    }
  /** A training goes on from a saved state. */
  | { readonly kind: 'instance-resumed'; readonly instance: string; readonly progress: number }
  | { readonly kind: 'instance-progress'; readonly instance: string; readonly progress: Progress }
  | {
      readonly kind: 'instance-log';
      readonly instance: string;
      readonly level: 'info' | 'warning';
      readonly message: string;
    }
  | {
      readonly kind: 'instance-metric';
      readonly instance: string;
      readonly epoch: number;
      readonly values: Readonly<Record<string, number>>;
    }
  /** A training saved its state, durably. */
  | { readonly kind: 'instance-checkpoint'; readonly instance: string; readonly progress: number }
  /** An attempt failed in a way that is tried again. */
  | {
      readonly kind: 'instance-retry';
      readonly instance: string;
      readonly attempt: number;
      readonly failure: NodeFailure;
    }
  | {
      readonly kind: 'instance-done';
      readonly instance: string;
      readonly key: string;
      readonly durationMs: number;
      readonly peakMemoryBytes: number;
    }
  /** Its result turned out to be recorded once its inputs were known (early cutoff), or another run computed it. */
  | { readonly kind: 'instance-cached'; readonly instance: string; readonly key: string }
  /** Its result was had from a remote cache, and recorded; told before `instance-cached`. */
  | {
      readonly kind: 'instance-fetched';
      readonly instance: string;
      readonly key: string;
      readonly from: string;
      /** Of the files that were not here yet. */
      readonly bytes: number;
    }
  /** A remote cache was given its result. */
  | {
      readonly kind: 'instance-uploaded';
      readonly instance: string;
      readonly key: string;
      /** Of the files that were not there yet. */
      readonly bytes: number;
    }
  | { readonly kind: 'instance-failed'; readonly instance: string; readonly failure: NodeFailure }
  /** Something upstream failed. */
  | { readonly kind: 'instance-blocked'; readonly instance: string; readonly by: string }
  /** A search decided that it does not go on. */
  | { readonly kind: 'instance-not-promoted'; readonly instance: string; readonly reason: string }
  /** The run stopped before the instance was finished. */
  | { readonly kind: 'instance-stopped'; readonly instance: string }
  /** How long the rest will take; not where there is a type of which no time is known. */
  | {
      readonly kind: 'run-predicted';
      readonly isFirst: boolean;
      readonly durationMs?: number;
      readonly unknown: readonly string[];
    }
  /** A stop was asked for: running instances save their state and end; after an edit, those that it made useless. */
  | { readonly kind: 'run-stopping'; readonly because: 'interrupt' | 'failure' | 'edit' }
  /** A remote cache does not do what it should; the run goes on without it. Each kind of trouble is told once. */
  | { readonly kind: 'remote-cache-trouble'; readonly url: string; readonly message: string }
  /** All instances are settled, but so many uploads are not. */
  | { readonly kind: 'remote-cache-finishing'; readonly uploads: number }
  /** What was exchanged in all, where anything was. */
  | {
      readonly kind: 'remote-cache-used';
      readonly url: string;
      readonly fetched: RemoteTraffic;
      readonly uploaded: RemoteTraffic;
      /** Results that the cache was not given after all. */
      readonly notUploaded: number;
    }
  | {
      readonly kind: 'run-ended';
      readonly run: string;
      readonly state: 'done' | 'failed' | 'cancelled';
      readonly counts: StateCounts;
      /** Why instances failed, where some did. */
      readonly failures?: FailureCounts;
      /** Why instances were tried again, where some were. */
      readonly retries?: FailureCounts;
      readonly durationMs: number;
    };

export type RunObserver = (event: RunEvent) => void;
