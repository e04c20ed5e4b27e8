import type { Measured } from '../../learn/tasks/meter.js';
import { NodeError } from '../node-error.js';
import type { InputArtifact, OutputArtifact } from '../run-context.js';
import { jsonLinePieces, jsonLines, numberFromJson } from './json-lines.js';

/** The weights kept at one epoch, and what they were judged by. */
interface Judged {
  readonly epoch: number;
  /** The epoch whose weights were kept at `epoch`. */
  readonly bestEpoch: number;
  /** By name: `dice`, `dice:Au`. Shares are 0 … 1. */
  readonly values: Measured;
}

/** One line of `scores.jsonl`: one image. */
export interface Score extends Judged {
  /** The image's name. */
  readonly image: string;
}

/** One line of `means.jsonl`: all images. */
export interface MeanScore extends Judged {
  /** How many. */
  readonly images: number;
  /** Pixels (or images, for labels) by true class (row) and predicted class (column). */
  readonly confusion?: readonly (readonly number[])[];
  /** What the network has given for every validation image since its first epoch, where that is one class only. */
  readonly stuck?: string;
  /** Why the training ended after this epoch, though more may have been asked for. */
  readonly stoppedEarly?: string;
}

/** One line of `baselines.jsonl`: what needs no training, judged on the same images. */
export interface BaselineScore {
  readonly baseline: string;
  readonly images: number;
  readonly values: Measured;
}

// In the files, values stand beside the other fields; infinite ones are the string "Infinity".

/** Writes the images' scores as they come: together they may be more than fits into memory. */
export async function writeScores(output: OutputArtifact, scores: AsyncIterable<Score>): Promise<void> {
  await output.write('scores.jsonl', jsonLinePieces(flattened(scores)));
}

export async function writeMeans(
  output: OutputArtifact,
  means: readonly MeanScore[],
  baselines: readonly BaselineScore[],
): Promise<void> {
  await output.write('means.jsonl', jsonLines(means.map(flat)));
  await output.write('baselines.jsonl', jsonLines(baselines.map(flat)));
}

function flat({ values, ...others }: { readonly values: Measured }): object {
  return { ...others, ...values };
}

async function* flattened(scores: AsyncIterable<Score>): AsyncGenerator<object> {
  for await (const score of scores) yield flat(score);
}

export async function readMeans(artifact: InputArtifact): Promise<MeanScore[]> {
  const lines = await readLines<Omit<MeanScore, 'values'>>(artifact, 'means.jsonl');
  return lines.map(({ epoch, bestEpoch, images, confusion, stuck, stoppedEarly, ...values }) => ({
    epoch,
    bestEpoch,
    images,
    ...(confusion !== undefined && { confusion }),
    ...(stuck !== undefined && { stuck }),
    ...(stoppedEarly !== undefined && { stoppedEarly }),
    values: numbersOf(values, 'means.jsonl'),
  }));
}

export async function readBaselines(artifact: InputArtifact): Promise<BaselineScore[]> {
  const lines = await readLines<Omit<BaselineScore, 'values'>>(artifact, 'baselines.jsonl');
  return lines.map(({ baseline, images, ...values }) => ({
    baseline,
    images,
    values: numbersOf(values, 'baselines.jsonl'),
  }));
}

async function readLines<T>(artifact: InputArtifact, name: string): Promise<T[]> {
  const lines = (await artifact.read(name)).toString().split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}

function numbersOf(values: object, file: string): Measured {
  const numberOf = (name: string, value: unknown) => {
    const number = numberFromJson(value);
    if (number !== undefined) return number;
    throw new NodeError(
      'bad-input',
      `${file} of the scores has ${JSON.stringify(value)} for ${name}, which is not a number`,
      'measure again: scores that are not numbers are refused now',
    );
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, numberOf(name, value)]));
}
