import type { ValueShare } from '../../imaging/datasets/foreground.js';
import { listed } from '../../imaging/datasets/pair-files.js';

/** Antialiased outlines and stray pixels stay below this share of a mask; a label that was forgotten does not. */
const noticedShare = 0.01;
const shownValues = 3;

/** A mask file and what it holds that is neither black nor foreground. */
export interface UnlistedValues {
  readonly name: string;
  readonly values: readonly ValueShare[];
}

/** What to warn of, as a sentence; undefined where every mask is all but black and foreground. */
export function warningOfUnlisted(masks: readonly UnlistedValues[]): string | undefined {
  const noticed = masks.filter(({ values }) => shareOf(values) > noticedShare);
  if (noticed.length === 0) return undefined;
  const shares = new Map<string, number>();
  for (const { value, share } of noticed.flatMap(({ values }) => values)) {
    shares.set(value, (shares.get(value) ?? 0) + share / noticed.length);
  }
  const commonest = [...shares].sort(([, a], [, b]) => b - a).slice(0, shownValues);
  const shown = commonest.map(([value, share]) => `${value} (${(100 * share).toFixed(1)} % of their pixels)`);
  const names = noticed.map(({ name }) => name);
  return `masks hold values that are neither black nor in \`foreground\`, and count as background: ${shown.join(', ')} in ${listed(names, 3)}`;
}

function shareOf(values: readonly ValueShare[]): number {
  return values.reduce((sum, { share }) => sum + share, 0);
}
