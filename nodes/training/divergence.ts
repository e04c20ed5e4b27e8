import { NodeError } from '../node-error.js';
import type { Monitor } from './checkpoint-policy.js';

/** Where a training was when something stopped being a number. */
export interface TrainingPlace {
  readonly epoch: number;
  readonly learningRate: number;
}

/** Throws a NodeError where a loss of a training step is not finite. `batch` counts from 1. */
export function checkLosses(
  losses: Readonly<Record<string, number>>,
  { epoch, learningRate, batch }: TrainingPlace & { readonly batch: number },
): void {
  for (const [name, value] of Object.entries(losses)) {
    if (Number.isFinite(value)) continue;
    const where = `in epoch ${epoch}, batch ${batch}`;
    throw divergence(name, value, where, { epoch, learningRate });
  }
}

/** Throws a NodeError where a validation value is not a number, or the monitored one infinitely bad. */
export function checkValidation(
  values: Readonly<Record<string, number>>,
  { metric, mode }: Monitor,
  place: TrainingPlace,
): void {
  const worst = mode === 'min' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  for (const [name, value] of Object.entries(values)) {
    if (!Number.isNaN(value) && !(name === metric && value === worst)) continue;
    throw divergence(name, value, `on the validation images after epoch ${place.epoch}`, place);
  }
}

function divergence(name: string, value: number, where: string, place: TrainingPlace): NodeError {
  const { epoch, learningRate } = place;
  const lower = 'a lower learningRate usually helps';
  // The state after the last good epoch stays in the store, and is enough for a training of that many epochs.
  const lastGood = `the training up to epoch ${epoch - 1} is kept: with epochs ${epoch - 1} it ends there`;
  return new NodeError(
    'diverged',
    `${name} became ${value} ${where}, at learning rate ${learningRate}`,
    epoch > 1 ? `${lower}; ${lastGood}` : lower,
  );
}
