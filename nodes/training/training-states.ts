import type { Trainer } from '../../learn/training/trainer.js';
import { decodeSafetensors, encodeSafetensors } from '../../learn/weights/safetensors.js';
import type { Checkpoint, RunContext } from '../run-context.js';
import { type EpochPosition, epochStart } from './train-epoch.js';
import { emptyRecord, neededEpochs, type TrainingRecord } from './training-record.js';

/** Where a training stands: what it finished, and how far the epoch after that has come. */
export interface TrainingPoint {
  readonly record: TrainingRecord;
  readonly position: EpochPosition;
}

/** `state.json` */
interface StateIndex extends TrainingPoint {
  /** Steps taken since the training began. */
  readonly steps: number;
}

export const weightsFile = (epoch: number) => `weights-${epoch}.safetensors`;
export const attachmentFile = (name: string) => `attached-${name}`;

/**
 * Saves where a training stands, and finds it again. A state is complete in itself and takes the place of the one
 * before, which is deleted; but weights that were saved before are carried over as they lie on the disk, so a state
 * costs the trainer's variables and at most one epoch's weights, however many are kept.
 */
export class TrainingStates {
  readonly #context: Pick<RunContext, 'checkpoint'>;
  readonly #stepsPerEpoch: number;
  #last: Checkpoint | undefined;

  constructor(context: Pick<RunContext, 'checkpoint' | 'lastCheckpoint'>, stepsPerEpoch: number) {
    this.#context = context;
    this.#stepsPerEpoch = stepsPerEpoch;
    this.#last = context.lastCheckpoint;
  }

  /** Sets the trainer to where the last state was saved, if there is one, and returns where that is. */
  async resume(trainer: Trainer): Promise<TrainingPoint> {
    if (!this.#last) return { record: emptyRecord, position: epochStart };
    const text = (await this.#last.read('state.json')).toString();
    const { steps, record, position } = JSON.parse(text, reviveNumber) as StateIndex;
    trainer.restore({ steps, variables: decodeSafetensors(await this.#last.read('state.safetensors')) });
    return { record, position };
  }

  /** Saves a state. `fresh` are the files that its record needs and the last state does not have. */
  async save(
    trainer: Trainer,
    { record, position }: TrainingPoint,
    fresh: Readonly<Record<string, Uint8Array>> = {},
  ): Promise<void> {
    const { steps, variables } = trainer.snapshot();
    const index: StateIndex = { steps, record, position };
    const needed = [...neededEpochs(record).map(weightsFile), ...record.attached.map(attachmentFile)];
    this.#last = await this.#context.checkpoint(
      // Validation counts as one step more, so that an epoch is not finished before it.
      record.epoch + position.step / (this.#stepsPerEpoch + 1),
      {
        'state.json': Buffer.from(JSON.stringify(index, writableNumber)),
        'state.safetensors': encodeSafetensors(variables),
        ...fresh,
      },
      needed.filter((name) => fresh[name] === undefined),
    );
  }

  /** A file of the last state. */
  async read(name: string): Promise<Uint8Array> {
    if (!this.#last) throw new Error('bug: no state was saved');
    return this.#last.read(name);
  }
}

/** JSON has no infinite numbers. */
function writableNumber(_name: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value;
}

function reviveNumber(_name: string, value: unknown): unknown {
  const text = (value as { number?: unknown } | null)?.number;
  return typeof text === 'string' ? Number(text) : value;
}
