import type { Best, RankedCandidate } from '../artifacts/decision.js';
import type { Point } from '../run-context.js';

/** What one run of a candidate has come to. */
export interface Judged {
  readonly at: Point;
  /** Undefined where it has none. */
  readonly value: number | undefined;
}

export interface DecisionRule {
  /** Every choice of labels on them is a candidate; the runs of one differ in other axes. */
  readonly axes: readonly string[];
  readonly best: Best;
  /** The share that goes on. Not given: only the best one does. */
  readonly keep?: number | undefined;
}

/** How many of so many candidates go on: the share, rounded, but one at least. */
export function keptCount(candidates: number, keep: number | undefined): number {
  return Math.max(1, Math.round(candidates * (keep ?? 0)));
}

/** What tells candidates apart. */
export function candidateKey(at: Point, axes: readonly string[]): string {
  return JSON.stringify(axes.map((axis) => at[axis]));
}

/**
 * Ranks candidates by the mean over their runs, best first. One with a run that has no value comes after all that have
 * one, and never goes on; among equals the one that comes first in `runs` is ahead. The order of `runs` matters for
 * nothing else.
 */
export function decide(
  runs: readonly Judged[],
  { axes, best, keep }: DecisionRule,
): readonly RankedCandidate[] {
  const candidates = new Map<string, Judged[]>();
  for (const run of runs) {
    const key = candidateKey(run.at, axes);
    const own = candidates.get(key);
    if (own) own.push(run);
    else candidates.set(key, [run]);
  }
  const sign = best === 'highest' ? -1 : 1;
  const judged = Array.from(candidates.values(), (own) => ({
    at: Object.fromEntries(axes.map((axis) => [axis, own[0]!.at[axis]!])),
    value: meanOf(own),
    runs: own.length,
  }));
  const kept = keptCount(judged.length, keep);
  return judged
    .toSorted((a, b) => compare(a.value, b.value, sign))
    .map((candidate, place) => ({
      ...candidate,
      rank: place + 1,
      kept: place < kept && candidate.value !== undefined,
    }));
}

/** Infinite values are values: the difference of two of them is none. */
function compare(a: number | undefined, b: number | undefined, sign: number): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? 1 : -1;
  return a < b ? -sign : sign;
}

function meanOf(runs: readonly Judged[]): number | undefined {
  let sum = 0;
  // In an order of their own, so that the last bits do not depend on who was gathered first.
  for (const value of runs.map((run) => run.value ?? Number.NaN).sort((a, b) => a - b)) sum += value;
  const mean = sum / runs.length;
  return Number.isNaN(mean) ? undefined : mean;
}
