/**
 * Which weights are handed on after an epoch. `best`: those of the best epoch so far. `bestAtSave`: the same, but only
 * epochs that are multiples of `every` compete (the last epoch where there was none yet). `window`: those of the best
 * of the last `every` epochs. `last`: those of the epoch itself.
 */
export const checkpointPolicies = ['best', 'bestAtSave', 'window', 'last'] as const;

export type CheckpointPolicy = (typeof checkpointPolicies)[number];

/** A policy, and every how many epochs its choice is kept; undefined for only at the end. */
export type CheckpointRule =
  | { readonly policy: CheckpointPolicy; readonly every: number }
  | { readonly policy: 'best' | 'last'; readonly every?: undefined };

/** The validation value that tells the best epoch, by its name, and whether lower or higher is better. */
export interface Monitor {
  readonly metric: string;
  readonly mode: 'min' | 'max';
}

/** An epoch and its monitored value. */
export interface RankedEpoch {
  readonly epoch: number;
  readonly value: number;
}

/**
 * The epochs whose weights may still be handed on, after `next`: the first is the one chosen now, and only `window`
 * needs others. `earlier` is what this gave for the epoch before. Better is strict, so ties keep the earlier epoch.
 */
export function candidatesAfter<T extends RankedEpoch>(
  earlier: readonly T[],
  next: T,
  { policy, every = 1 }: CheckpointRule,
  mode: Monitor['mode'],
): readonly T[] {
  const [chosen] = earlier;
  if (chosen === undefined || policy === 'last') return [next];
  const isBeaten = (one: T) => (mode === 'min' ? next.value < one.value : next.value > one.value);
  switch (policy) {
    case 'best':
      return isBeaten(chosen) ? [next] : earlier;
    case 'bestAtSave':
      // Where no multiple competes yet, the chosen epoch only stands in for one.
      if (chosen.epoch % every !== 0) return [next];
      return next.epoch % every === 0 && isBeaten(chosen) ? [next] : earlier;
    case 'window':
      // What a later epoch beats is never chosen again; what is left gets no better from one to the next.
      return [...earlier.filter((one) => one.epoch > next.epoch - every && !isBeaten(one)), next];
  }
}
