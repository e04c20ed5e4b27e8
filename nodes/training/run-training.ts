import type { Trainer } from '../../learn/training/trainer.js';
import { encodeSafetensors } from '../../learn/weights/safetensors.js';
import type { RunContext } from '../run-context.js';
import { checkValidation } from './divergence.js';
import { Examples } from './drawing/examples.js';
import { batchesPerEpoch } from './epoch-batches.js';
import { finiteOnly } from './finite-only.js';
import { type EpochPosition, epochStart, trainEpoch } from './train-epoch.js';
import { extendedRecord, type MeasuredEpoch, stoppedEarly, type TrainingRecord } from './training-record.js';
import type { EpochWeights, TrainingRequest, TrainingResult, Validation } from './training-request.js';
import { attachmentFile, type TrainingPoint, TrainingStates, weightsFile } from './training-states.js';

export type { EpochWeights, TrainingRequest, TrainingResult, Validation } from './training-request.js';

export type TrainingContext = Pick<
  RunContext,
  'signal' | 'progress' | 'metric' | 'checkpoint' | 'checkpointDue' | 'lastCheckpoint' | 'log'
>;

/**
 * Trains up to `epochs`, from the last checkpoint where there is one. A state is saved after every epoch, and within
 * one where the context says that it is time or the run is stopped. Everything random is drawn at addresses that name
 * the epoch, so an interrupted training ends with the same bits.
 */
export async function runTraining(
  context: TrainingContext,
  request: TrainingRequest,
): Promise<TrainingResult> {
  const { trainer, source, epochs, drawing } = request;
  const states = new TrainingStates(context, batchesPerEpoch(source));
  let { record, position } = await states.resume(trainer);

  const examples = new Examples(source, request, epochs, drawing);
  try {
    while (record.epoch < epochs && stoppedEarly(record) === undefined) {
      const finished = await finishEpoch(context, request, examples, states, { record, position });
      const numbers = request.historyOf(finished.losses, finished.validation.values, record.epoch + 1);
      record = extendedRecord(record, { numbers, ...finished.validation }, request);
      position = epochStart;
      // How long something took is no result: it stands in the event log only.
      context.metric({ ...finiteOnly(numbers), waitingShare: finished.waitingShare }, record.epoch);
      record = { ...record, attached: [...record.attached, ...Object.keys(finished.attachments)] };
      await states.save(trainer, { record, position }, newFiles(trainer, record, finished.attachments));
    }
  } finally {
    await examples.close();
  }
  const reason = stoppedEarly(record);
  if (reason !== undefined) context.log(`the training ended after epoch ${record.epoch}: ${reason}`);
  return resultOf(record, states);
}

interface FinishedEpoch {
  readonly losses: Readonly<Record<string, number>>;
  readonly validation: Validation;
  readonly attachments: Readonly<Record<string, Uint8Array>>;
  /** Of the epoch's time, without validation, that in which the network waited for examples. */
  readonly waitingShare: number;
}

/**
 * Trains the epoch under way to its end, measures, and makes what is attached to it. Where the run is stopped
 * meanwhile, saves how far the epoch came.
 */
async function finishEpoch(
  context: TrainingContext,
  request: TrainingRequest,
  examples: Examples,
  states: TrainingStates,
  { record, position: from }: TrainingPoint,
): Promise<FinishedEpoch> {
  const { trainer, source, epochs, shownLoss } = request;
  const epoch = record.epoch + 1;
  const learningRate = request.learningRateAt(epoch);
  let position = from;
  let saved = from;
  const save = async () => {
    if (position !== saved) await states.save(trainer, { record, position });
    saved = position;
  };
  const onStep = async (now: EpochPosition) => {
    position = now;
    if (context.checkpointDue()) await save();
  };
  try {
    const losses = await trainEpoch(context, {
      trainer,
      batches: examples.batches(epoch, from.step),
      steps: batchesPerEpoch(source),
      learningRate,
      epoch,
      epochs,
      shownLoss,
      from,
      onStep,
    });
    const { waitingShare } = examples;
    const validation = await request.validate(epoch, record.history);
    checkValidation(validation.values, request.monitor, { epoch, learningRate });
    const attachments = (await request.attach?.(epoch)) ?? {};
    return { losses, validation, attachments, waitingShare };
  } catch (error) {
    if (context.signal.aborted && error === context.signal.reason) await save();
    throw error;
  }
}

/** The files of the epoch just finished that its record needs. */
function newFiles(
  trainer: Trainer,
  { epoch, candidates }: TrainingRecord,
  attachments: FinishedEpoch['attachments'],
): Record<string, Uint8Array> {
  const files = Object.fromEntries(
    Object.entries(attachments).map(([name, content]) => [attachmentFile(name), content]),
  );
  if (candidates.some((candidate) => candidate.epoch === epoch)) {
    files[weightsFile(epoch)] = encodeSafetensors(trainer.network());
  }
  return files;
}

function resultOf(record: TrainingRecord, states: TrainingStates): TrainingResult {
  const { epoch, candidates, kept, history, attached } = record;
  const [chosen] = candidates;
  if (!chosen) throw new Error('bug: a training has at least one epoch');
  const weightsOf = (measured: MeasuredEpoch): EpochWeights => ({
    epoch: measured.epoch,
    validation: measured.validation,
    read: () => states.read(weightsFile(measured.epoch)),
  });
  return {
    epoch,
    chosen: weightsOf(chosen),
    kept: kept.map((entry) => ({ epoch: entry.epoch, weights: weightsOf(entry.weights) })),
    history,
    attachments: attached.map((name) => ({ name, read: () => states.read(attachmentFile(name)) })),
  };
}
