import type { Intensities } from '../../imaging/image-set.js';
import type { NetworkSpec } from '../../learn/networks/network-schema.js';
import type { Task } from '../../learn/tasks/task-schema.js';
import type { OutputArtifact } from '../run-context.js';
import type { CheckpointPolicy } from '../training/checkpoint-policy.js';
import { type ImagesSeen, writeImagesSeen } from './images-seen.js';
import { infinitiesAsText } from './json-lines.js';

/** One kept epoch. */
export interface CheckpointEntry {
  readonly epoch: number;
  /** The epoch whose weights these are; `epoch` itself where the policy is `last`. */
  readonly bestEpoch: number;
  /** What was measured on the validation images after `bestEpoch`; infinite values are the string "Infinity". */
  readonly validation: Readonly<Record<string, number | 'Infinity'>>;
  /** What the network gave for every validation image in all epochs up to this one, where that is one class only. */
  readonly stuck?: string;
  /** Why the training ended after this epoch, though more may have been asked for. */
  readonly stoppedEarly?: string;
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

/** A kept epoch, before it is written. */
export interface KeptEpoch extends Omit<CheckpointEntry, 'file' | 'validation'> {
  readonly validation: Readonly<Record<string, number>>;
  /** Its weights in safetensors form. */
  read(): Promise<Uint8Array>;
}

export async function writeCheckpoints(
  output: OutputArtifact,
  index: Omit<CheckpointsIndex, 'series'>,
  seen: ImagesSeen,
  kept: readonly KeptEpoch[],
): Promise<void> {
  await writeImagesSeen(output, seen);
  const series: object[] = [];
  for (const { read, ...entry } of kept) {
    const file = `epoch-${String(entry.epoch).padStart(3, '0')}.safetensors`;
    await output.write(file, await read());
    series.push({ ...entry, file });
  }
  await output.write('index.json', `${JSON.stringify({ ...index, series }, infinitiesAsText, 1)}\n`);
}
