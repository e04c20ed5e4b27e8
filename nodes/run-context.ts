import type { Random } from '../random/random.js';

/** Labels of one choice of value per axis, in axis order: `{ model: "U-Net 2/44", seed: "1" }`. */
export type Point = Readonly<Record<string, string>>;

/** An artifact given to a node: files that are read, never written. */
export interface InputArtifact {
  /** SHA-256 over the artifact's type and its files' names and digests. */
  readonly digest: string;
  readonly fileNames: readonly string[];
  has(name: string): boolean;
  /** Whether the store has it as a file; small content has none, and `path` makes a temporary one. */
  isFile(name: string): boolean;
  /** Absolute path of one file; throws (a bug) for a name that the artifact does not have. */
  path(name: string): string;
  read(name: string): Promise<Buffer>;
  json<T = unknown>(name: string): Promise<T>;
}

/** One of several artifacts collected by a `gather` input, with the point of the instance that made it. */
export interface GatheredArtifact extends InputArtifact {
  readonly at: Point;
}

/** A file of the user's, named by a param, found and hashed before the node runs. */
export interface InputFile {
  /** Path relative to the folder that the param names, with `/`; the base name where the param names a file. */
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
}

/** An artifact that a node writes. A file becomes durable when its `write` resolves. */
export interface OutputArtifact {
  write(name: string, data: Uint8Array | string | AsyncIterable<Uint8Array>): Promise<void>;
  /** Forgets all files that were written, so that others can be in their place. */
  discard(): void;
}

/** What a training node saved last: from here it goes on. */
export interface Checkpoint {
  /** How far the state is, in epochs: 3 after the third, between 3 and 4 within the fourth. */
  readonly progress: number;
  read(name: string): Promise<Buffer>;
}

export interface Progress {
  readonly epoch?: number;
  readonly epochs?: number;
  readonly step?: number;
  readonly steps?: number;
  /** Shown as it is: `reading images`. */
  readonly phase?: string;
  readonly loss?: number;
}

/** Everything that a node's run code is given. */
export interface RunContext<
  Params = unknown,
  Inputs = Record<string, unknown>,
  Port extends string = string,
> {
  readonly params: Params;
  readonly inputs: Inputs;
  /** For each param declared under `files`, the files it names, sorted by name. */
  readonly files: Readonly<Record<string, readonly InputFile[]>>;
  /** Aborted when the run stops: save what can be gone on from, then throw `signal.reason`. */
  readonly signal: AbortSignal;
  /** The newest state of the same trajectory that is not beyond what this instance asks for. */
  readonly lastCheckpoint: Checkpoint | undefined;
  log(message: string): void;
  warn(message: string): void;
  /** Values worth watching while the node runs, such as losses; they go to the event log, not to an artifact. */
  metric(values: Readonly<Record<string, number>>, epoch: number): void;
  progress(progress: Progress): void;
  /**
   * Saves the state at `progress` (see `Checkpoint`), durably, and returns it; only declared trajectories may call it.
   * A state stands for itself: files of the state before, saved or gone on from, that are named in `carriedOver`
   * become part of it without being written again.
   */
  checkpoint(
    progress: number,
    files: Readonly<Record<string, Uint8Array>>,
    carriedOver?: readonly string[],
  ): Promise<Checkpoint>;
  /** Whether the user wants a state to be saved now, though an epoch is not finished; never where they did not ask. */
  checkpointDue(): boolean;
  /** The generator at one address: (stream, seed, epoch, step) always gives the same numbers. */
  random(stream: string, seed: number, epoch?: number, step?: number): Random;
  output(port: Port): OutputArtifact;
  /**
   * A folder for what took long to get and is no result yet, such as the first half of a download. It belongs to this
   * instance's key: the next attempt and the next run find in it what this one left, until the result is recorded. A
   * crash may have cut what lies there anywhere.
   */
  workFolder(): Promise<string>;
}
