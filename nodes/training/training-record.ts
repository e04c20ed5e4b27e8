import type { Trainer } from '../../learn/training/trainer.js';
import { decodeSafetensors, encodeSafetensors } from '../../learn/weights/safetensors.js';
import type { HistoryLine } from '../artifacts/history.js';
import type { Checkpoint } from '../run-context.js';

/** A network's variables after one epoch, and what was measured on the validation images with them. */
export interface EpochWeights {
  readonly epoch: number;
  readonly validation: Readonly<Record<string, number>>;
  readonly safetensors: Uint8Array;
}

/** What a training has to show for itself so far, beside the state of its trainer. */
export interface TrainingRecord {
  /** Epochs finished. */
  readonly epoch: number;
  /** The weights that would be handed on if training ended here; undefined before the first epoch. */
  readonly chosen: EpochWeights | undefined;
  readonly history: readonly HistoryLine[];
  /** What was chosen at the epochs that are kept. */
  readonly kept: readonly { readonly epoch: number; readonly weights: EpochWeights }[];
}

export const emptyRecord: TrainingRecord = { epoch: 0, chosen: undefined, history: [], kept: [] };

/** `state.json`: the record, its weights named by their epochs. */
interface StateIndex {
  readonly epoch: number;
  readonly steps: number;
  readonly chosen: number;
  readonly history: readonly HistoryLine[];
  readonly kept: readonly { readonly epoch: number; readonly weights: number }[];
  readonly validation: Readonly<Record<number, Readonly<Record<string, number>>>>;
}

const weightsFile = (epoch: number) => `weights-${epoch}.safetensors`;

/**
 * The files from which the training goes on. Each state is complete in itself: it takes the place of the one before,
 * which is deleted, so weights that are kept are written anew every time, but once in a state however often it needs
 * them.
 */
export function stateFiles(trainer: Trainer, record: TrainingRecord): Record<string, Uint8Array> {
  const { epoch, chosen, history, kept } = record;
  if (!chosen) throw new Error('bug: there is nothing to save before the first epoch');
  const weights = new Map([chosen, ...kept.map((entry) => entry.weights)].map((held) => [held.epoch, held]));
  const { steps, variables } = trainer.snapshot();
  const index: StateIndex = {
    epoch,
    steps,
    chosen: chosen.epoch,
    history,
    kept: kept.map((entry) => ({ epoch: entry.epoch, weights: entry.weights.epoch })),
    validation: Object.fromEntries([...weights].map(([at, { validation }]) => [at, validation])),
  };
  return {
    'state.safetensors': encodeSafetensors(variables),
    'state.json': Buffer.from(JSON.stringify(index)),
    ...Object.fromEntries([...weights].map(([at, { safetensors }]) => [weightsFile(at), safetensors])),
  };
}

/** Sets the trainer to where the checkpoint was saved, and returns the record of then. */
export async function resume(checkpoint: Checkpoint, trainer: Trainer): Promise<TrainingRecord> {
  const index = JSON.parse((await checkpoint.read('state.json')).toString()) as StateIndex;
  const variables = decodeSafetensors(await checkpoint.read('state.safetensors'));
  trainer.restore({ steps: index.steps, variables });

  const weights = new Map<number, EpochWeights>();
  for (const epoch of new Set([index.chosen, ...index.kept.map((entry) => entry.weights)])) {
    const safetensors = await checkpoint.read(weightsFile(epoch));
    weights.set(epoch, { epoch, validation: index.validation[epoch]!, safetensors });
  }
  return {
    epoch: index.epoch,
    chosen: weights.get(index.chosen)!,
    history: index.history,
    kept: index.kept.map((entry) => ({ epoch: entry.epoch, weights: weights.get(entry.weights)! })),
  };
}
