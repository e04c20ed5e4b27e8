import { printableLines } from '../../engine/document/diagnostics/printable.js';
import type { RunEvent } from '../../engine/run/event.js';
import type { Progress } from '../../nodes/run-context.js';
import { formatDuration } from '../format-duration.js';
import { predictionText } from '../prediction-text.js';
import { eventLine } from './event-line.js';

/** Rewrites the lines at the bottom of the terminal. */
export interface LiveScreen {
  (text: string): void;
  clear(): void;
  done(): void;
}

type RunPredicted = Extract<RunEvent, { kind: 'run-predicted' }>;

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
  'instance-fetched',
  'remote-cache-trouble',
  'remote-cache-finishing',
  'remote-cache-used',
  'run-stopping',
  'run-ended',
]);

/** The live progress of a run: what ended passes by above, what runs stays below with epoch, loss and time left. */
export class LiveView {
  readonly #screen: LiveScreen;
  readonly #write: (line: string) => void;
  readonly #now: () => number;
  readonly #running = new Map<string, Running>();
  /** By name: an instance that an older run computes settles for both, that one and the run that waits for it. */
  readonly #settled = new Set<string>();
  #total = 0;
  #settledAtStart = 0;
  #prediction: { readonly event: RunPredicted; readonly atMs: number } | undefined;
  #drawnAtMs = 0;

  constructor(screen: LiveScreen, write: (line: string) => void, now: () => number) {
    this.#screen = screen;
    this.#write = write;
    this.#now = now;
  }

  /** Takes the live lines away, so that something else can be printed; the next event draws them anew. */
  pause(): void {
    this.#screen.clear();
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
        this.#settledAtStart = event.counts.cached;
        this.#settled.clear();
        this.#prediction = undefined;
        break;
      case 'run-predicted':
        this.#prediction = { event, atMs: this.#now() };
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
        this.#settled.add(event.instance);
        break;
      case 'instance-not-promoted':
        this.#total--;
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
    const settled = this.#settledAtStart + this.#settled.size;
    return [...running, `  ${settled} of ${this.#total} instances${this.#timeLeft(now)}`];
  }

  #timeLeft(now: number): string {
    if (!this.#prediction) return '';
    const { event, atMs } = this.#prediction;
    if (event.durationMs === undefined) return `, ${predictionText(event)}`;
    const durationMs = Math.max(0, event.durationMs - (now - atMs));
    return `, ${predictionText({ durationMs, unknown: [] })} left, done at ${clockTime(now + durationMs, now)}`;
  }
}

/** `14:05`; with the day where it is another one. */
function clockTime(atMs: number, now: number): string {
  const [at, today] = [new Date(atMs), new Date(now)];
  const time = at.toTimeString().slice(0, 5);
  return at.toDateString() === today.toDateString() ? time : `${at.toDateString().slice(0, 10)} ${time}`;
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
