import { type RankedCandidate, shortNumber, writeDecision } from '../artifacts/decision.js';
import { numberFromJson } from '../artifacts/json-lines.js';
import { readMeans } from '../artifacts/scores.js';
import type { ContextOf } from '../define-node.js';
import { NodeError } from '../node-error.js';
import type { GatheredArtifact } from '../run-context.js';
import { decide, type Judged } from './decide.js';
import type { inputs, outputs, params } from './definition.js';

/** Of those that go on so many are named in the log. */
const listedAtMost = 8;

export async function run(context: ContextOf<typeof params, typeof inputs, typeof outputs>): Promise<void> {
  const { axes, value: metric, best, keep } = context.params;
  const known = new Set<string>();
  const judged: Judged[] = [];
  const judge = ({ at }: GatheredArtifact, values: Readonly<Record<string, unknown>>) => {
    for (const name of Object.keys(values)) known.add(name);
    judged.push({ at, value: numberFromJson(values[metric]) });
  };
  for (const artifact of context.inputs.scores ?? [])
    judge(artifact, (await readMeans(artifact)).at(-1)?.values ?? {});
  for (const artifact of context.inputs.history ?? []) judge(artifact, await lastLine(artifact));

  const candidates = decide(judged, { axes, best, keep });
  if (!candidates.some(({ kept }) => kept)) throw nothingToCompare(metric, known);
  await writeDecision(context.output('decision'), { metric, best, candidates });
  context.log(summary(candidates, metric, keep === undefined));
}

/** `keeps 3 of 9 by dice: 0.01 (0.81); 0.02 (0.79); 0.005 (0.7)` */
function summary(candidates: readonly RankedCandidate[], metric: string, isLast: boolean): string {
  const kept = candidates.filter((candidate) => candidate.kept);
  const names = kept.map(
    ({ at, value }) => `${Object.values(at).join(', ')} (${value === undefined ? '–' : shortNumber(value)})`,
  );
  const listed = (names.length > listedAtMost ? [...names.slice(0, listedAtMost), '…'] : names).join('; ');
  return isLast
    ? `best by ${metric}: ${listed}`
    : `keeps ${kept.length} of ${candidates.length} by ${metric}: ${listed}`;
}

async function lastLine(artifact: GatheredArtifact): Promise<Readonly<Record<string, unknown>>> {
  const lines = (await artifact.read('history.jsonl')).toString().trimEnd().split('\n');
  const { epoch: _, ...values } = JSON.parse(lines.at(-1) || '{}') as Record<string, unknown>;
  return values;
}

function nothingToCompare(metric: string, known: ReadonlySet<string>): NodeError {
  const hint = `They have ${[...known].join(', ') || 'no values'}: name one of these in the search, or add ${metric} to the task's metrics.`;
  return new NodeError('bad-input', `no candidate has a value for ${metric}`, hint);
}
