import { type HistoryLine, historyLine } from '../artifacts/history.js';
import { type CheckpointRule, candidatesAfter, type Monitor, type RankedEpoch } from './checkpoint-policy.js';
import { type EarlyStopping, endsEarly } from './early-stopping.js';

/** An epoch, and what was measured on the validation images after it. */
export interface MeasuredEpoch {
  readonly epoch: number;
  readonly validation: Readonly<Record<string, number>>;
}

/** A measured epoch that competes with others by its monitored value. */
export type Candidate = MeasuredEpoch & RankedEpoch;

/** What a training has to show for itself so far, beside weights and the state of its trainer. */
export interface TrainingRecord {
  /** Epochs finished. */
  readonly epoch: number;
  readonly history: readonly HistoryLine[];
  /** The monitored value of epochs 1, 2, …. */
  readonly monitored: readonly number[];
  /** Epochs whose weights may still be handed on; those of the first would be if the training ended here. */
  readonly candidates: readonly Candidate[];
  /** What was chosen at the epochs that are kept. */
  readonly kept: readonly { readonly epoch: number; readonly weights: MeasuredEpoch }[];
  /** Names of the files that were attached. */
  readonly attached: readonly string[];
}

export const emptyRecord: TrainingRecord = {
  epoch: 0,
  history: [],
  monitored: [],
  candidates: [],
  kept: [],
  attached: [],
};

/** The epochs whose weights a state of this record needs, each once. */
export function neededEpochs({ candidates, kept }: TrainingRecord): readonly number[] {
  return [...new Set([...candidates, ...kept.map(({ weights }) => weights)].map(({ epoch }) => epoch))];
}

/** What was found of an epoch. */
export interface EpochFindings {
  /** For the history. */
  readonly numbers: Readonly<Record<string, number>>;
  /** On the validation images. */
  readonly values: Readonly<Record<string, number>>;
  readonly notes?: Readonly<Record<string, string>>;
}

/** How a training chooses weights, and when it ends early. */
export interface TrainingRules {
  readonly monitor: Monitor;
  readonly checkpoints: CheckpointRule;
  readonly earlyStopping?: EarlyStopping | undefined;
}

/** The record with one more epoch. */
export function extendedRecord(
  record: TrainingRecord,
  { numbers, values, notes }: EpochFindings,
  { monitor, checkpoints, earlyStopping }: TrainingRules,
): TrainingRecord {
  const { metric, mode } = monitor;
  const epoch = record.epoch + 1;
  const value = values[metric];
  if (value === undefined) throw new Error(`bug: validation does not measure ${metric}, which is monitored`);
  const monitored = [...record.monitored, value];
  const candidates = candidatesAfter(
    record.candidates,
    { epoch, value, validation: values },
    checkpoints,
    mode,
  );
  const chosen = { epoch: candidates[0]!.epoch, validation: candidates[0]!.validation };
  const ends = earlyStopping && endsEarly(monitored, earlyStopping, mode);
  const texts = {
    ...notes,
    ...(ends && { stoppedEarly: `no better ${metric} for ${epochsText(earlyStopping.patience)}` }),
  };
  return {
    ...record,
    epoch,
    history: [...record.history, historyLine(epoch, numbers, texts)],
    monitored,
    candidates,
    kept:
      checkpoints.every !== undefined && epoch % checkpoints.every === 0
        ? [...record.kept, { epoch, weights: chosen }]
        : record.kept,
  };
}

function epochsText(count: number): string {
  return count === 1 ? '1 epoch' : `${count} epochs`;
}

/** Why the training ended before its epochs were up; undefined where it did not. */
export function stoppedEarly({ history }: TrainingRecord): string | undefined {
  const reason = history.at(-1)?.['stoppedEarly'];
  return reason === undefined ? undefined : String(reason);
}
