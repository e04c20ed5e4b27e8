import { formatDuration } from '../../report/format-duration.js';
import type { NodeFailure } from '../executors/task.js';

/** How long a task that was asked to stop has for saving its state; no longer than the time that it had. */
const longestGraceMs = 30_000;

export interface TimeLimits {
  /** How long the task may take; as long as it likes where undefined. */
  readonly timeoutMs: number | undefined;
  /** After how long a silence its worker is taken for stalled. */
  readonly stallTimeoutMs: number;
}

/**
 * Says when a running task has had its time, or is not heard of any more. It counts time that it is told of, so that
 * time in which the coordinator itself stood still (suspended, asleep) is nobody's fault.
 */
export class TaskWatch {
  readonly #limits: TimeLimits;
  readonly #graceMs: number;
  #ranMs = 0;
  #silentMs = 0;
  #failure: NodeFailure | undefined;
  #isKilled = false;

  constructor(limits: TimeLimits) {
    this.#limits = limits;
    this.#graceMs = Math.min(longestGraceMs, limits.timeoutMs ?? longestGraceMs);
  }

  /** Why the task was told to end; undefined where it was not. */
  get failure(): NodeFailure | undefined {
    return this.#failure;
  }

  /** The worker gave a sign of life. */
  heard(): void {
    this.#silentMs = 0;
  }

  /** Lets time go by. @returns what is to be done now: each is said once */
  pass(elapsedMs: number): 'stop' | 'kill' | undefined {
    const { timeoutMs = Number.POSITIVE_INFINITY, stallTimeoutMs } = this.#limits;
    this.#ranMs += elapsedMs;
    this.#silentMs += elapsedMs;
    if (this.#isKilled) return undefined;
    if (this.#silentMs >= stallTimeoutMs) {
      this.#failure ??= stalled(stallTimeoutMs);
      return this.#kill();
    }
    if (this.#ranMs >= timeoutMs + this.#graceMs) return this.#kill();
    if (this.#ranMs < timeoutMs || this.#failure) return undefined;
    this.#failure = timedOut(timeoutMs);
    return 'stop';
  }

  #kill(): 'kill' {
    this.#isKilled = true;
    return 'kill';
  }
}

function timedOut(timeoutMs: number): NodeFailure {
  return {
    kind: 'timeout',
    message: `timeout: not finished after ${formatDuration(timeoutMs)}, the time that it may take`,
    hint: 'give the node more in the pipeline: "timeoutMs"',
  };
}

function stalled(stallTimeoutMs: number): NodeFailure {
  return {
    kind: 'stalled',
    message: `stalled: no sign of life from its worker for ${formatDuration(stallTimeoutMs)}`,
    hint: 'a step that takes longer by itself needs a larger "stallTimeoutMs" in micrograph.config.json',
  };
}
