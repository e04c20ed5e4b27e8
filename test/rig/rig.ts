import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import type { RunEvent } from '../../engine/run/event.js';
import { readEvents } from '../../engine/run/read-events.js';

export const repositoryFolder = fileURLToPath(new URL('../..', import.meta.url));
const scriptedNodes = join(repositoryFolder, 'test', 'rig', 'scripted-nodes.js');

export interface Finished {
  /** The exit status, or null where a signal ended it. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A file as `show --json` tells of it: small text as it is, else where it lies. */
export interface ShownFile {
  readonly name: string;
  readonly text?: string;
  readonly path?: string;
}

export async function textOf({ text, path }: ShownFile): Promise<string> {
  return text ?? readFile(path!, 'utf8');
}

/** The command line under way. */
export interface Started {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
}

/** A project in a temporary folder of its own, in which a test runs the real command line. */
export class Rig {
  readonly folder: string;
  /** Given to Node.js before the program. */
  nodeArguments: readonly string[] = [];
  /** Put before the whole command, as a shell that sets limits is. */
  launcher: readonly string[] = [];
  program = join(repositoryFolder, 'bin', 'micrograph.js');
  readonly #environment: Record<string, string>;

  private constructor(folder: string, environment: Record<string, string>) {
    this.folder = folder;
    this.#environment = environment;
  }

  /** Made for one test and removed after it. `scripted` adds the node types of scripted-nodes.js. */
  static async make(
    t: ExecutionContext,
    options: { readonly scripted: boolean } = { scripted: true },
  ): Promise<Rig> {
    const folder = await mkdtemp(join(tmpdir(), 'micrograph-test-'));
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    const rig = new Rig(folder, { SCRIPT_LOG: join(folder, 'script.log') });
    const plugins = options.scripted ? [relative(folder, scriptedNodes)] : [];
    await rig.write('micrograph.config.json', { plugins });
    return rig;
  }

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  /** Writes text as it is and anything else as JSON; returns the path. */
  async write(name: string, content: unknown): Promise<string> {
    const path = this.path(name);
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
    return path;
  }

  async read(name: string): Promise<string> {
    return readFile(this.path(name), 'utf8');
  }

  /** Starts `micrograph …` in the project's folder. */
  start(args: readonly string[], environment: Record<string, string> = {}): Started {
    const node = [process.execPath, ...this.nodeArguments, this.program, ...args];
    const [command, ...rest] = [...this.launcher, ...node];
    const child = spawn(command!, rest, {
      cwd: this.folder,
      env: { ...withoutAva(process.env), ...this.#environment, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => {
      stdout += data;
    });
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    const finished = new Promise<Finished>((resolve) => {
      child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
    });
    return { child, finished };
  }

  run(args: readonly string[], environment?: Record<string, string>): Promise<Finished> {
    return this.start(args, environment).finished;
  }

  /** Runs a command with --json and returns what it printed. */
  async json<T>(args: readonly string[]): Promise<T> {
    const { stdout, stderr } = await this.run([...args, '--json']);
    if (stdout === '') throw new Error(`no output: ${stderr}`);
    return JSON.parse(stdout) as T;
  }

  /** What the scripted nodes logged since the last call. */
  async executions(): Promise<string[]> {
    const path = this.path('script.log');
    if (!existsSync(path)) return [];
    const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
    await rm(path);
    return lines;
  }

  /** Resolves when the store's newest run has told that a training's state at this epoch is durable. */
  untilCheckpoint(epoch: number): Promise<void> {
    return this.untilEvent((event) => event.kind === 'instance-checkpoint' && event.progress >= epoch);
  }

  /** Resolves when the store's newest run has told of such an event. */
  async untilEvent(isIt: (event: RunEvent) => boolean): Promise<void> {
    const store = this.path('.micrograph');
    for (;;) {
      const newest = (await readdir(join(store, 'runs')).catch(() => [])).sort().at(-1);
      if (newest !== undefined && readEvents(store, newest).some(isIt)) return;
      await delay(5);
    }
  }

  /** Resolves when the scripted nodes have logged a line. */
  async until(line: string): Promise<void> {
    for (;;) {
      const path = this.path('script.log');
      if (existsSync(path) && (await readFile(path, 'utf8')).split('\n').includes(line)) return;
      await delay(5);
    }
  }
}

/** The coordinator under test must not take itself for one of the test runner's processes. */
function withoutAva(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const {
    NODE_OPTIONS: _options,
    NODE_CHANNEL_FD: _channel,
    MICROGRAPH_STORE: _store,
    MICROGRAPH_CACHE_URL: _cache,
    ...rest
  } = environment;
  return rest;
}
