import type { ActorOptions, AnyActorLogic } from 'xstate';
import type { NodeKey } from '../../cache/key/manifest.js';
import type { RecordStore } from '../../cache/records/record-store.js';
import type { RemoteSettings } from '../../cache/remote/remote-settings.js';
import type { Diagnostic } from '../document/diagnostics/diagnostic.js';
import type { Pipeline } from '../document/pipeline.js';
import type { Executor, ExecutorListener } from '../executors/executor.js';
import type { Selection } from '../graph/select.js';
import type { Planning } from '../plan/make-plan.js';
import type { RunObserver } from './event.js';
import type { FailureMode, RunState } from './run-machine.js';
import type { Slots } from './slots.js';

export interface RunRequest {
  /** Resolves with the document, or with the diagnostics that forbid it. */
  readonly load: () => Promise<{ readonly pipeline?: Pipeline; readonly diagnostics: readonly Diagnostic[] }>;
  readonly storeFolder: string;
  readonly selection: Selection;
  readonly failureMode: FailureMode;
  readonly makeExecutor: (listener: ExecutorListener) => Executor;
  /** How often trainings save their state within an epoch; not given: only after each epoch. */
  readonly checkpointEveryMs?: number | undefined;
  /** How many threads TensorFlow has in each worker; a node that computes with it takes so many cpus. */
  readonly threads: number;
  /** Attempts at one instance, the first included. */
  readonly maxAttempts: number;
  /** How much of each named limit the machine allows, where it says so. */
  readonly machineLimits: Readonly<Record<string, number>>;
  /** After how long a silence a worker is taken for stalled. */
  readonly stallTimeoutMs: number;
  readonly pluginOf: (type: string) => string | undefined;
  /** A cache elsewhere that results are had from, and given to. */
  readonly remote?: RemoteSettings | undefined;
  readonly observe: RunObserver;
  /** What instances take while they run; shared with other runs of this process. */
  readonly slots: Slots;
  /** Told once the plan is known to be free of errors, before anything is executed. */
  readonly onPlanned?: (planned: Planned) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** On which retries wait; not given: the system's. */
  readonly clock?: ActorOptions<AnyActorLogic>['clock'];
}

export interface RunResult {
  readonly state: RunState;
  readonly run: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Undefined where the run was refused. */
  readonly planning: Planning | undefined;
}

/** A plan that is about to be executed. */
export interface Planned {
  readonly planning: Planning;
  readonly records: RecordStore;
  /** The keys that will be computed, as far as they are known. */
  wantedKeys(): ReadonlySet<NodeKey>;
}

/** A run under way. `stop` lets what runs save its state and end; `result` says how the run ended. */
export interface RunHandle {
  readonly run: string;
  stop(): void;
  /**
   * Leaves the rest to a newer run: starts nothing any more, goes on with what it computes of these keys, and lets
   * everything else save its state and end.
   */
  yieldTo(keys: ReadonlySet<NodeKey>): void;
  readonly result: Promise<RunResult>;
}
