import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { readFolder } from '../artifacts/folder.js';
import { NodeError } from '../node-error.js';
import type { InputArtifact, Progress } from '../run-context.js';
import { testNode } from '../test-node.js';
import type { Clock } from './clock.js';
import { fetch } from './definition.js';
import { run } from './run.js';

export const stallTimeoutMs = 12_345;

/** Time passes by being waited for; only stalls come when the test says so. */
export class TestClock implements Clock {
  /** In milliseconds, in order. */
  readonly waits: number[] = [];
  readonly #guards = new Set<() => void>();
  #now = 0;

  readonly nowMs = () => this.#now;

  after(ms: number, call: () => void): () => void {
    if (ms === stallTimeoutMs) {
      this.#guards.add(call);
      return () => this.#guards.delete(call);
    }
    this.waits.push(ms);
    this.#now += ms;
    const immediate = setImmediate(call);
    return () => clearImmediate(immediate);
  }

  /** As if nothing had come for too long. */
  stall(): void {
    for (const call of [...this.#guards]) call();
  }
}

export interface FetchOptions {
  readonly clock?: TestClock;
  readonly workFolder?: string;
  readonly zenodoApi?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Runs the node on a clock of its own. */
export async function fetchWith(params: Readonly<Record<string, unknown>>, options: FetchOptions = {}) {
  const { clock = new TestClock(), zenodoApi = '', ...request } = options;
  const definition = {
    ...fetch,
    run: (context: Parameters<typeof run>[0]) => run(context, { clock, zenodoApi }),
  };
  const { outputs, logs } = await testNode(definition, { params: { stallTimeoutMs, ...params }, ...request });
  const messages = (level: string) => logs.filter((log) => log.level === level).map(({ message }) => message);
  return { folder: outputs.folder, contents: await contentsOf(outputs.folder), warnings: messages('warn') };
}

/** What the node throws; fails where it succeeds. */
export async function failureOf(
  params: Readonly<Record<string, unknown>>,
  options: FetchOptions = {},
): Promise<NodeError> {
  try {
    await fetchWith(params, options);
  } catch (error) {
    if (error instanceof NodeError) return error;
    throw error;
  }
  throw new Error('it succeeded');
}

async function contentsOf(folder: InputArtifact): Promise<Record<string, string>> {
  const files = await readFolder(folder);
  const entries = files.map(async ({ name }) => [
    name,
    (await folder.read(`files/${name}`)).toString('latin1'),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

export async function temporaryFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fetch-test-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Resolves when the downloads in a work folder have this many bytes. */
export async function untilPartHas(workFolder: string, bytes: number): Promise<void> {
  for (;;) {
    const names = await readdir(workFolder, { recursive: true }).catch(() => []);
    const parts = names.filter((name) => name.endsWith('.part'));
    const sizes = await Promise.all(parts.map(async (name) => (await stat(join(workFolder, name))).size));
    if (sizes.reduce((sum, size) => sum + size, 0) >= bytes) return;
    await delay(5);
  }
}

/** Bytes without a pattern that a gap or a repetition would fit into. */
export function bytes(length: number, seed = 1): Buffer {
  const block = createHash('sha512').update(`${seed}`).digest();
  const all = Buffer.alloc(length);
  for (let at = 0; at < length; at++) all[at] = block[at % 64]! ^ (at >>> 6) ^ (at >>> 14);
  return all;
}

export function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

export function md5(content: Buffer): string {
  return createHash('md5').update(content).digest('hex');
}
