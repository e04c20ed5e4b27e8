import { printableLines } from '../../engine/document/diagnostics/printable.js';
import type { RunEvent } from '../../engine/run/event.js';
import type { Progress } from '../../nodes/run-context.js';
import { formatDuration } from '../format-duration.js';
import { eventLine } from './event-line.js';

/** Rewrites the lines at the bottom of the terminal. */
export interface LiveScreen {
  (text: string): void;
  clear(): void;
  done(): void;
}

interface Running {
  readonly startedAtMs: number;
  progress: Progress;
}

/** How often the lines are drawn anew, at the most. */
const redrawEveryMs = 100;
/** Events that pass by above the running instances; the others are seen in the lines themselves. */
const shownAbove = new Set<RunEvent['kind']>([
  'run-started',
  'record-damaged',
  'instance-waiting',
  'instance-taken-over',
  'instance-handed-over',
  'instance-resumed',
  'instance-retry',
  'instance-done',
  'instance-failed',
  'run-stopping',
  'run-ended',
]);

/** The live progress of a run: what ended passes by above, what runs stays below with epoch, loss and time left. */
export class LiveView {
  readonly #screen: LiveScreen;
  readonly #write: (line: string) => void;
  readonly #now: () => number;
  readonly #running = new Map<string, Running>();
  #total = 0;
  #settled = 0;
  #startedAtMs = 0;
  #settledAtStart = 0;
  #drawnAtMs = 0;

  constructor(screen: LiveScreen, write: (line: string) => void, now: () => number) {
    this.#screen = screen;
    this.#write = write;
    this.#now = now;
  }

  readonly observe = (event: RunEvent): void => {
    this.#take(event);
    const line = shownAbove.has(event.kind) || isWarning(event) ? eventLine(event) : undefined;
    if (line !== undefined) {
      this.#screen.clear();
      this.#write(line);
    }
    if (event.kind === 'run-ended') {
      this.#screen.done();
      return;
    }
    const now = this.#now();
    if (line === undefined && now - this.#drawnAtMs < redrawEveryMs) return;
    this.#drawnAtMs = now;
    this.#screen(printableLines(this.#lines(now).join('\n')));
  };

  #take(event: RunEvent): void {
    switch (event.kind) {
      case 'run-started':
        this.#total = event.instances;
        this.#settled = event.counts.cached;
        this.#settledAtStart = this.#settled;
        this.#startedAtMs = this.#now();
        break;
      case 'instance-started':
        this.#running.set(event.instance, { startedAtMs: this.#now(), progress: {} });
        break;
      case 'instance-progress': {
        const running = this.#running.get(event.instance);
        if (running) running.progress = { ...running.progress, ...event.progress };
        break;
      }
      case 'instance-done':
      case 'instance-cached':
      case 'instance-failed':
      case 'instance-blocked':
        this.#running.delete(event.instance);
        this.#settled++;
        break;
      case 'instance-stopped':
      case 'instance-retry':
        this.#running.delete(event.instance);
        break;
    }
  }

  #lines(now: number): string[] {
    const running = [...this.#running].map(
      ([instance, state]) => `  ${instance}  ${runningText(state, now)}`,
    );
    return [...running, `  ${this.#settled} of ${this.#total} instances${this.#timeLeft(now)}`];
  }

  /** From the pace so far; silent until a few instances have set one. */
  #timeLeft(now: number): string {
    const done = this.#settled - this.#settledAtStart;
    if (done < 3) return '';
    const left = ((now - this.#startedAtMs) / done) * (this.#total - this.#settled);
    return `, about ${formatDuration(left)} left`;
  }
}

function runningText({ progress, startedAtMs }: Running, now: number): string {
  const { epoch, epochs, step, steps, phase, loss } = progress;
  const done = epochs ? ((epoch ?? 1) - 1 + (step ?? 0) / (steps ?? 1)) / epochs : undefined;
  const left = done && done > 0.02 ? ((now - startedAtMs) * (1 - done)) / done : undefined;
  return [
    phase,
    epochs && `epoch ${epoch}/${epochs}`,
    steps && `step ${step}/${steps}`,
    loss !== undefined && `loss ${loss.toPrecision(3)}`,
    left !== undefined && `${formatDuration(left)} left`,
  ]
    .filter((part) => typeof part === 'string' && part !== '')
    .join('  ');
}

function isWarning(event: RunEvent): boolean {
  return event.kind === 'instance-log' && event.level === 'warning';
}
