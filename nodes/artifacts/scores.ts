import type { OutputArtifact } from '../run-context.js';
import { jsonLines } from './json-lines.js';

/** One line of `scores.jsonl`: one image, judged with the weights kept at one epoch. */
export interface Score {
  readonly epoch: number;
  /** The epoch whose weights were kept at `epoch`. */
  readonly bestEpoch: number;
  /** The image's name. */
  readonly image: string;
  /** 0 … 1 */
  readonly dice: number;
}

/** One line of `means.jsonl`: the mean over the images. */
export interface MeanScore {
  readonly epoch: number;
  readonly bestEpoch: number;
  /** How many. */
  readonly images: number;
  /** 0 … 1 */
  readonly dice: number;
}

export async function writeScores(
  output: OutputArtifact,
  scores: readonly Score[],
  means: readonly MeanScore[],
): Promise<void> {
  await output.write('scores.jsonl', jsonLines(scores));
  await output.write('means.jsonl', jsonLines(means));
}
