import { toCsv, toMarkdown } from '../../report/table/text-table.js';
import type { OutputArtifact, Point } from '../run-context.js';
import { infinitiesAsText, numberFromJson } from './json-lines.js';

/** Whether higher or lower values are better. */
export type Best = 'highest' | 'lowest';

/** One candidate of a search, as it was judged. */
export interface RankedCandidate {
  /** Its label on each axis of the candidates. */
  readonly at: Point;
  /** The mean over its runs; undefined where one of them has no value. */
  readonly value: number | undefined;
  readonly runs: number;
  /** 1 for the best. */
  readonly rank: number;
  /** Whether it goes on. */
  readonly kept: boolean;
}

/** What a search decided at one rung. */
export interface Decision {
  /** What candidates were ranked by. */
  readonly metric: string;
  readonly best: Best;
  /** Best first. */
  readonly candidates: readonly RankedCandidate[];
}

/** The file that programs read. */
export const decisionFile = 'decision.json';

export async function writeDecision(output: OutputArtifact, decision: Decision): Promise<void> {
  const { metric, candidates } = decision;
  const axes = Object.keys(candidates[0]?.at ?? {});
  const table = (text: (value: number) => string) => ({
    header: ['rank', ...axes, metric, 'runs', 'kept'],
    rows: candidates.map(({ at, value, runs, rank, kept }) => [
      String(rank),
      ...axes.map((axis) => at[axis]!),
      value === undefined ? '' : text(value),
      String(runs),
      kept ? 'yes' : 'no',
    ]),
    labelColumns: 1 + axes.length,
  });
  await output.write(decisionFile, `${JSON.stringify(decision, infinitiesAsText, 1)}\n`);
  await output.write('decision.csv', toCsv(table(String)));
  await output.write('decision.md', toMarkdown(table(shortNumber)));
}

/** As people read it. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(4)));
}

export function parseDecision(text: string): Decision {
  const { candidates, ...rest } = JSON.parse(text) as Decision;
  return {
    ...rest,
    candidates: candidates.map((candidate) => ({ ...candidate, value: numberFromJson(candidate.value) })),
  };
}
