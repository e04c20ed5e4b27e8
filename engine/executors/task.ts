import type { Artifact } from '../../cache/artifact.js';
import type { SmallContents } from '../../cache/blobs/small-blobs.js';
import type { NodeKey } from '../../cache/key/manifest.js';
import type { CheckpointRecord, Environment } from '../../cache/records/record.js';
import type { InputFile, Point, Progress } from '../../nodes/run-context.js';

/** An artifact given to a task; `at` where it was gathered. */
export interface TaskInput {
  readonly artifact: Artifact;
  readonly at?: Point;
}

/** Everything that a worker needs to run one instance once: plain data, nothing to look up. */
export interface Task {
  readonly key: NodeKey;
  /** For a training: the key under which its states are saved. */
  readonly trajectory?: NodeKey;
  readonly instance: string;
  readonly attempt: number;
  readonly type: string;
  /** The version in the key; the code that runs must be of the same. */
  readonly version: string;
  /** Absolute path of the module that defines the type, for plugins. */
  readonly plugin?: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly files: Readonly<Record<string, readonly InputFile[]>>;
  /** By path: when a file had last been changed at the time it was hashed. No clock but the filesystem's own counts. */
  readonly filesChangedNs: Readonly<Record<string, string>>;
  /** Per connected port; a list where the port gathers. */
  readonly inputs: Readonly<Record<string, TaskInput | readonly TaskInput[]>>;
  /** Of the inputs' small files. */
  readonly contents: SmallContents;
  /** States that the training may go on from, the furthest first. */
  readonly checkpoints: readonly CheckpointRecord[];
  /** How often a training saves its state within an epoch; never where not given. */
  readonly checkpointEveryMs?: number;
  /** The GPU that it has to itself; without one, it sees none. */
  readonly gpu?: string;
  /** How much its worker, and what that starts, may hold; as much as there is where not given. */
  readonly memoryBytes?: number;
  /** How long it may take. */
  readonly timeoutMs?: number;
  readonly storeFolder: string;
}

/**
 * Failures of the machinery rather than of the computation, which are tried again: the worker died (`crashed`), held
 * more memory than it may, took longer than it may, was not heard of any more; or the node says that it may pass.
 */
export const retriedFailures = ['crashed', 'out-of-memory', 'timeout', 'stalled', 'retryable'] as const;

/** Why an instance failed. Of those that are not tried again, `damaged-artifact` heals on the next run;
 * `unreadable` is what the disk did not give out, whole or not. */
export interface NodeFailure {
  readonly kind:
    | (typeof retriedFailures)[number]
    | 'bad-input'
    | 'diverged'
    | 'error'
    | 'damaged-artifact'
    | 'unreadable'
    | 'store';
  readonly message: string;
  readonly hint?: string;
  /** For an unexpected error in a node's code: where it was thrown. */
  readonly stack?: string;
  /** For `damaged-artifact`: the blob. */
  readonly digest?: string;
}

/** How a task ended. */
export type TaskOutcome =
  | {
      readonly kind: 'succeeded';
      readonly outputs: Readonly<Record<string, Artifact>>;
      /** Of the outputs' small files, to be committed with them. */
      readonly contents: SmallContents;
      readonly durationMs: number;
      /** Largest resident set of the process so far. */
      readonly peakMemoryBytes: number;
      readonly environment: Environment;
      /** It used its work folder, which is of no use once the result is recorded. */
      readonly leavesWork?: true;
    }
  | { readonly kind: 'failed'; readonly failure: NodeFailure }
  /** Asked to stop, it did; a training left its state. */
  | { readonly kind: 'stopped' };

/** What a running task tells. */
export type TaskUpdate =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'log'; readonly level: 'info' | 'warning'; readonly message: string }
  | { readonly kind: 'metric'; readonly epoch: number; readonly values: Readonly<Record<string, number>> }
  | { readonly kind: 'resumed'; readonly progress: number }
  | { readonly kind: 'checkpoint'; readonly progress: number; readonly files: CheckpointRecord['files'] };
