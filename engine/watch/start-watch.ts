import { realpath } from 'node:fs/promises';
import { createActor, toPromise } from 'xstate';
import type { Diagnostic } from '../document/diagnostics/diagnostic.js';
import { diagnosticToJson } from '../document/diagnostics/diagnostic-json.js';
import type { Pipeline } from '../document/pipeline.js';
import type { RunEvent } from '../run/event.js';
import type { Planned, RunHandle, RunRequest, RunResult } from '../run/run-request.js';
import { startRun } from '../run/start-run.js';
import type { FileWatcher, FileWatcherListener } from './file-watcher.js';
import type { WatchEvent } from './watch-event.js';
import { watchMachine } from './watch-machine.js';
import { dataOf, type WatchedInputs } from './watched-inputs.js';

/** How long a pipeline must stay unchanged: editors write small files in one go. */
const documentQuietMs = 100;
/** The same of images, which are copied in bursts and written in pieces. */
const dataQuietMs = 1_000;

/** A document as it was read; `files` are the paths of all that was read or looked for. */
export interface Loaded {
  readonly pipeline?: Pipeline;
  readonly diagnostics: readonly Diagnostic[];
  readonly files: readonly string[];
}

export interface WatchRequest extends Omit<RunRequest, 'load' | 'observe' | 'onPlanned'> {
  readonly load: () => Promise<Loaded>;
  readonly makeWatcher: (listener: FileWatcherListener) => FileWatcher;
  /** `isNewest`: the event is of the run by the newest good plan, not of an older one that ends. */
  readonly observe: (event: RunEvent, from: { readonly run: string; readonly isNewest: boolean }) => void;
  readonly tell: (event: WatchEvent) => void;
  readonly onPlanned: (planned: Planned) => void;
  /** Told when the run by the newest plan ended, and with the diagnostics of what was refused. */
  readonly onEnded: (result: RunResult) => Promise<void>;
}

/** `stop` lets what runs save its state and end; `ended` resolves then, with whether something was cut short. */
export interface WatchHandle {
  stop(): void;
  readonly ended: Promise<{ readonly wasBusy: boolean }>;
}

/** Plans and runs a pipeline, and does so again whenever the pipeline or what it is made of changes. */
export function startWatch(request: WatchRequest): WatchHandle {
  const session = new WatchSession(request, {
    send: (event) => actor.send(event),
    stop: () => actor.send({ type: 'STOP' }),
  });
  const actor = createActor(
    watchMachine.provide({
      actions: {
        begin: (_, { attempt }) => session.begin(attempt),
        abandon: (_, { attempt }) => session.abandon(attempt),
        tellChanged: (_, { paths }) => request.tell({ kind: 'watch-changed', paths }),
        tellUnsettled: (_, { path }) => request.tell({ kind: 'watch-unsettled', path }),
        tellIdle: () => session.tellIdle(),
        stopAll: () => session.stopAll(),
      },
    }),
  );
  const ended = toPromise(actor).then(() => session.close());
  actor.start();
  return { stop: () => actor.send({ type: 'STOP' }), ended };
}

interface WatchControl {
  send(
    event:
      | { readonly type: 'CHANGED'; readonly path: string; readonly quietMs: number }
      | { readonly type: 'PLANNED' | 'ENDED'; readonly attempt: number },
  ): void;
  stop(): void;
}

class WatchSession {
  readonly #request: WatchRequest;
  readonly #control: WatchControl;
  readonly #watcher: FileWatcher;
  readonly #runs = new Map<number, RunHandle>();
  readonly #limits = new Set<string>();
  /** The newest attempt, and the newest of which the plan is good. */
  #attempt = 0;
  #planned = 0;
  #inputs: WatchedInputs = { documents: [], data: [] };
  /** How many files the pipeline was read from. */
  #documents = 0;
  #wasBusy = false;
  #failure: unknown;

  constructor(request: WatchRequest, control: WatchControl) {
    this.#request = request;
    this.#control = control;
    this.#watcher = request.makeWatcher({
      changed: (path, kind) =>
        control.send({ type: 'CHANGED', path, quietMs: kind === 'data' ? dataQuietMs : documentQuietMs }),
      failed: ({ message }) => {
        if (this.#limits.has(message)) return;
        this.#limits.add(message);
        request.tell({ kind: 'watch-limited', message });
      },
    });
  }

  begin(attempt: number): void {
    this.#attempt = attempt;
    const { load: _load, makeWatcher: _makeWatcher, observe, onPlanned, ...run } = this.#request;
    const handle = startRun({
      ...run,
      load: () => this.#load(attempt),
      observe: (event) => observe(event, { run: handle.run, isNewest: attempt === this.#planned }),
      onPlanned: (planned) => {
        const keys = planned.wantedKeys();
        for (const [older, { yieldTo }] of this.#runs) if (older !== attempt) yieldTo(keys);
        this.#planned = attempt;
        onPlanned(planned);
        this.#control.send({ type: 'PLANNED', attempt });
      },
    });
    this.#runs.set(attempt, handle);
    handle.result
      .then((result) => this.#tellEnd(attempt, result))
      .catch((error) => {
        this.#failure ??= error;
        this.#control.stop();
      })
      .finally(() => {
        this.#runs.delete(attempt);
        this.#control.send({ type: 'ENDED', attempt });
      });
  }

  abandon(attempt: number): void {
    this.#runs.get(attempt)?.stop();
  }

  stopAll(): void {
    this.#wasBusy = this.#runs.size > 0;
    for (const { stop } of this.#runs.values()) stop();
  }

  tellIdle(): void {
    const data = this.#inputs.data.length;
    this.#request.tell({ kind: 'watch-idle', documents: this.#documents, data });
  }

  async close(): Promise<{ readonly wasBusy: boolean }> {
    await this.#watcher.close();
    if (this.#failure !== undefined) throw this.#failure;
    return { wasBusy: this.#wasBusy };
  }

  async #tellEnd(attempt: number, result: RunResult): Promise<void> {
    const isRefused = result.state === 'refused';
    if (isRefused || attempt === this.#planned) await this.#request.onEnded(result);
    if (!isRefused) return;
    const diagnostics = result.diagnostics.map(diagnosticToJson);
    this.#request.tell({ kind: 'watch-refused', goesOn: this.#runs.size > 1, diagnostics });
  }

  /** Whatever is read is watched before it is read, so that no change falls between the two. */
  async #load(attempt: number): Promise<Loaded> {
    for (;;) {
      const loaded = await this.#request.load();
      const inputs = await this.#inputsOf(loaded);
      this.#documents = loaded.files.length;
      if (attempt !== this.#attempt || !(await this.#watcher.watch(inputs))) return loaded;
      this.#inputs = inputs;
    }
  }

  /** Of a document with errors, what it names is not known: then what the last good one named is watched, too. */
  async #inputsOf({ pipeline, files }: Loaded): Promise<WatchedInputs> {
    // Documents may be links: editors put another file in the place of either end.
    const real = await Promise.all(files.map((file) => realpath(file).catch(() => file)));
    const documents = pipeline ? [...files, ...real] : [...files, ...real, ...this.#inputs.documents];
    return {
      documents: [...new Set(documents)].sort(),
      data: pipeline ? dataOf(pipeline) : this.#inputs.data,
    };
  }
}
