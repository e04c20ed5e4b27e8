import type { Decision, Garbage, Why } from '../cache/gc/decide.js';
import { formatBytes } from './format-bytes.js';

const titles: Readonly<Record<Why, string>> = {
  'not-needed': 'no pipeline named here and no run that is kept uses it',
  'older-run': 'older than the runs that are kept',
  'not-used': 'nobody used it for so long',
  'too-large': 'nobody used it for longest, and the store is too large',
  unnamed: 'no result names it',
  'left-over': 'work whose result is recorded, or that another run took over',
  temporary: 'temporary files',
  damaged: 'damaged, and moved aside',
};

interface Group {
  readonly why: Why;
  /** `finetune results`, `training states`, … */
  readonly what: string;
  readonly count: number;
  readonly bytes: number;
}

const kinds: Readonly<Record<Garbage['what'], string>> = {
  result: 'results',
  training: 'states of trainings',
  run: 'runs',
  work: 'work folders',
  content: 'contents',
  file: 'files',
};

/** By reason and kind, in the order of the reasons, largest first. */
export function groupGarbage(garbage: readonly Garbage[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const { why, what, type, bytes } of garbage) {
    const name = type === undefined ? kinds[what] : `results of ${type}`;
    const at = `${why} ${name}`;
    const { count, bytes: sum } = groups.get(at) ?? { count: 0, bytes: 0 };
    groups.set(at, { why, what: name, count: count + 1, bytes: sum + bytes });
  }
  const order = Object.keys(titles);
  return [...groups.values()].sort(
    (a, b) => order.indexOf(a.why) - order.indexOf(b.why) || b.bytes - a.bytes,
  );
}

export function decisionLines(decision: Decision, isDone: boolean): string[] {
  const { garbage, kept, tooYoungBytes, liveRuns } = decision;
  const groups = groupGarbage(garbage);
  const lines: string[] = [];
  let why: Why | undefined;
  for (const group of groups) {
    if (group.why !== why) lines.push(`${titles[group.why]}:`);
    why = group.why;
    lines.push(`${formatBytes(group.bytes).padStart(10)}  ${group.count} ${group.what}`);
  }
  const bytes = formatBytes(totalBytes(garbage));
  lines.push(
    garbage.length === 0
      ? 'nothing to free'
      : isDone
        ? `${bytes} freed`
        : `${bytes} would be freed; --delete does it`,
    `${formatBytes(kept.bytes)} stay: ${kept.results} results, states of ${kept.trainings} trainings`,
  );
  if (tooYoungBytes > 0)
    lines.push(
      `${formatBytes(tooYoungBytes)} more may belong to what run ${liveRuns.join(', ')} computes now`,
    );
  return lines;
}

/** The shape that `gc --json` prints. */
export function decisionAsJson(decision: Decision, isDone: boolean): object {
  const { garbage, kept, tooYoungBytes, liveRuns } = decision;
  return {
    deleted: isDone,
    bytes: totalBytes(garbage),
    kept,
    tooYoungBytes,
    liveRuns,
    groups: groupGarbage(garbage),
    items: garbage,
  };
}

function totalBytes(garbage: readonly Garbage[]): number {
  return garbage.reduce((sum, { bytes }) => sum + bytes, 0);
}
