import type { Monitor } from './checkpoint-policy.js';

/** Ends a training whose monitored value has not become better for long. */
export interface EarlyStopping {
  /** Epochs without a better value. */
  readonly patience: number;
  /** A value counts as better when it is so by more than this. */
  readonly minimumChange: number;
}

/**
 * Whether a training with these monitored values, of epochs 1, 2, …, ends after the last of them. It depends on
 * nothing else, so that a training that is resumed or extended ends at the same epoch.
 */
export function endsEarly(
  values: readonly number[],
  { patience, minimumChange }: EarlyStopping,
  mode: Monitor['mode'],
): boolean {
  let best = 0;
  for (const [index, value] of values.entries()) {
    const gain = mode === 'min' ? values[best]! - value : value - values[best]!;
    if (gain > minimumChange) best = index;
  }
  return values.length - 1 - best >= patience;
}
