import type { Intensities } from '../../imaging/image-set.js';
import type { NetworkSpec } from '../../learn/networks/network-schema.js';
import type { Task } from '../../learn/tasks/task-schema.js';
import type { OutputArtifact } from '../run-context.js';

/** Which weights are kept: those of the best epoch so far, or those of the kept epoch itself. */
export type CheckpointPolicy = 'best' | 'last';

/** One kept epoch. */
export interface CheckpointEntry {
  readonly epoch: number;
  /** The epoch whose weights these are; `epoch` itself where the policy is `last`. */
  readonly bestEpoch: number;
  /** What was measured on the validation images after `bestEpoch`. */
  readonly validation: Readonly<Record<string, number>>;
  /** The weights' file in this artifact. */
  readonly file: string;
}

/** `index.json` of a checkpoints artifact. */
export interface CheckpointsIndex {
  readonly network: NetworkSpec;
  /** How the images that it was trained on were read. */
  readonly intensities: Intensities;
  readonly task: Task;
  readonly policy: CheckpointPolicy;
  /** By ascending epoch. */
  readonly series: readonly CheckpointEntry[];
}

/** A kept epoch and its weights in safetensors form. */
export interface KeptEpoch extends Omit<CheckpointEntry, 'file'> {
  readonly safetensors: Uint8Array;
}

export async function writeCheckpoints(
  output: OutputArtifact,
  index: Omit<CheckpointsIndex, 'series'>,
  kept: readonly KeptEpoch[],
): Promise<void> {
  const series: CheckpointEntry[] = [];
  for (const { epoch, bestEpoch, validation, safetensors } of kept) {
    const file = `epoch-${String(epoch).padStart(3, '0')}.safetensors`;
    await output.write(file, safetensors);
    series.push({ epoch, bestEpoch, validation, file });
  }
  await output.write('index.json', `${JSON.stringify({ ...index, series }, null, 1)}\n`);
}
