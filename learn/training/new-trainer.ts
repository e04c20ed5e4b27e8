import type { ExpectedCall } from './expected-call.js';
import type { Program } from './program.js';
import { RecordedTrainer, type RecordedTrainerOptions } from './recorded-trainer.js';
import type { Trainer } from './trainer.js';

export type { ExpectedCall, ImageShape } from './expected-call.js';

/** The trainer that nodes use. `expected` lets everything be prepared at once; other calls work, too. */
export function newTrainer(
  program: Program,
  expected: readonly ExpectedCall[],
  options: RecordedTrainerOptions = {},
): Trainer {
  return new RecordedTrainer(program, expected, options);
}
