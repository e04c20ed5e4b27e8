import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ExecutionContext } from 'ava';
import { type Finished, Rig, repositoryFolder, type Started } from './rig.js';

export const preload = pathToFileURL(join(repositoryFolder, 'test', 'rig', 'inject-fault.js')).href;
const nodes = join(repositoryFolder, 'test', 'rig', 'fault-nodes.js');

/** What goes wrong at which effect; inject-fault.js says what the fields mean. */
export interface Fault {
  readonly process: 'coordinator' | 'worker';
  readonly at: number;
  readonly only?: string;
  readonly act: 'kill' | 'tear' | 'short' | 'ENOSPC' | 'EIO' | 'EROFS';
  /** From that effect on, each fails. */
  readonly forever?: true;
}

/** How a command went in which something was to go wrong. */
export interface Faulted extends Finished {
  /** `coordinator rename blobs`, in the order in which they came. */
  readonly effects: readonly string[];
  readonly struck: boolean;
}

/** A rig whose commands count their effects, with the node types of fault-nodes.js beside the scripted ones. */
export class FaultRig {
  readonly rig: Rig;
  readonly store: string;

  private constructor(rig: Rig) {
    this.rig = rig;
    this.store = rig.path('.micrograph');
  }

  static async make(t: ExecutionContext, pipeline: object): Promise<FaultRig> {
    const rig = await Rig.make(t);
    const { plugins } = JSON.parse(await rig.read('micrograph.config.json')) as { plugins: string[] };
    await rig.write('micrograph.config.json', { plugins: [...plugins, relative(rig.folder, nodes)] });
    await rig.write('p.json', pipeline);
    rig.nodeArguments = ['--import', preload];
    return new FaultRig(rig);
  }

  /** Another project with a copy of what is in a store that nobody uses, and with the same pipeline. */
  static async copyOf(t: ExecutionContext, { rig, store }: FaultRig): Promise<FaultRig> {
    const copy = await FaultRig.make(t, JSON.parse(await rig.read('p.json')) as object);
    cpSync(store, copy.store, { recursive: true, preserveTimestamps: true });
    return copy;
  }

  /** Starts a command in which nothing goes wrong. */
  start(args: readonly string[]): Started {
    return this.rig.start(args, { EFFECT_LOG: this.rig.path('other.log'), EFFECT_STORE: this.store });
  }

  async run(fault?: Fault, args: readonly string[] = ['run', 'p.json', '--jobs', '1']): Promise<Faulted> {
    const [log, mark] = [this.rig.path('effects.log'), this.rig.path('struck')];
    for (const path of [log, mark]) rmSync(path, { force: true });
    const finished = await this.rig.run(args, {
      EFFECT_LOG: log,
      EFFECT_STORE: this.store,
      FAULT: fault ? JSON.stringify({ ...fault, mark }) : '',
    });
    const effects = readFileSync(log, 'utf8').trimEnd().split('\n');
    return { ...finished, effects, struck: existsSync(mark) };
  }
}
