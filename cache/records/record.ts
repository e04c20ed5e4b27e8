import type { Artifact, ArtifactFile } from '../artifact.js';
import type { Digest } from '../key/digest.js';
import type { Manifest, NodeKey } from '../key/manifest.js';

/** On what a node ran; for reading, never part of a key. */
export interface Environment {
  /** `v20.12.0` */
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
  /** Where the node computed with TensorFlow; records of before that was noted do not have it. */
  readonly tensorflow?: {
    readonly version: string;
    readonly device: 'cpu' | 'gpu';
    /** Threads within one operation, on which the last bits of results depend. */
    readonly threads: number;
  };
}

/** Artifacts by output port: all that a hit needs of a record, so it is kept apart from the rest. */
export type RecordedOutputs = Readonly<Record<string, Artifact>>;

/** What else the store knows of one computation. Written last, with its outputs, when all they name is durable. */
export interface NodeRecord {
  readonly manifest: Manifest;
  /** Contents that say which files the digests under the manifest's `files` stand for; named like the params. */
  readonly listings?: readonly ArtifactFile[];
  /** `node[axis=label,…]` of the instance that was computed first. */
  readonly instance: string;
  readonly pipeline: string;
  readonly run: string;
  /** ISO 8601, UTC. */
  readonly computedAt: string;
  /** Wall time of the attempt that succeeded. */
  readonly durationMs: number;
  readonly attempts: number;
  readonly environment: Environment;
  /** The training that it is a part of; its states are kept as long as the result is. */
  readonly trajectory?: NodeKey;
  /** Where the result was had from, if it was not computed here; `run` is then the run that fetched it. */
  readonly fetched?: Fetched;
}

/** How a result came from a remote cache. */
export interface Fetched {
  /** The cache's address. */
  readonly from: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Whether its signature was checked. */
  readonly signed: boolean;
}

/** A state that a training can go on from. */
export interface CheckpointRecord {
  readonly progress: number;
  readonly files: readonly { readonly name: string; readonly digest: Digest; readonly sizeBytes: number }[];
  /** An instance finished here, so the state is kept when the training goes further. */
  readonly milestone: boolean;
  /** Which run saved it. */
  readonly run?: string;
}

/** Which key an instance had in a run: what `explain` compares with. Oldest first. */
export interface InstanceHistoryEntry {
  readonly key: NodeKey;
  readonly run: string;
}

/** Who computes a key at the moment. */
export interface Lease {
  readonly run: string;
  readonly host: string;
  readonly pid: number;
  /** Start time of the process as the system counts it, so that a reused pid is not taken for the holder. */
  readonly processStart: string;
  /** Milliseconds since 1970, renewed while the holder lives. */
  readonly renewedAtMs: number;
}

export type RunState = 'running' | 'done' | 'failed' | 'cancelled';

export interface RunRecord {
  readonly id: string;
  readonly pipeline: string;
  readonly file: string;
  readonly state: RunState;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly pid: number;
  readonly host: string;
  readonly processStart: string;
  /** What it was asked to do: see run-plans.ts. Older runs have none. */
  readonly snapshot?: Digest;
  /** How many instances ended in which state. */
  readonly counts: Readonly<Record<string, number>>;
  /** Names the list of its instances' keys, and of trainings that it may go on with: what is kept with the run. */
  readonly keys?: Digest;
  /** Kept whatever gc is asked for. */
  readonly pinned?: true;
  /** Missing where nothing was to be done, or no time was known of some type. */
  readonly prediction?: RunPrediction;
}

/** How long a run was thought to take when it began. */
export interface RunPrediction {
  readonly durationMs: number;
  /** How much longer it took (less than 0: shorter); of runs that came to their end. */
  readonly errorMs?: number;
}

/** How long computations of one kind took; running means, in which the newest ones count most. */
export interface TimingRecord {
  /** What the kind is told by: params by path, as JSON. */
  readonly fields: Readonly<Record<string, string>>;
  readonly count: number;
  /** Milliseconds per step: per epoch of a training. */
  readonly stepMs: number;
  /** Bytes of the inputs, or number of files. */
  readonly size: number;
}

/** A file's digest, trusted while the file's identity and times stay the same. */
export interface FileMemo {
  readonly device: number;
  readonly inode: number;
  readonly sizeBytes: number;
  readonly modifiedNs: string;
  readonly changedNs: string;
  readonly digest: Digest;
}
