import type { KeyDifference, ResultDifference, SidesDifference } from '../../engine/diff/compare-sides.js';
import { groupBy } from '../../engine/group-by.js';
import { differencesText, differenceText } from '../../engine/plan/difference-texts.js';
import { countOf, namesByNode, nodeOf } from '../../engine/plan/words.js';
import { scoreText } from '../table/score-text.js';
import type { NumberDifference } from './numbers.js';

/** A result that differs, with the numbers of scores and tables. */
export interface ComparedResult extends ResultDifference {
  readonly numbers?: readonly NumberDifference[];
}

/** The shape that `diff --json` prints. */
export interface Diff extends SidesDifference {
  readonly results: readonly ComparedResult[];
}

export function diffLines(diff: Diff): string[] {
  return [`A  ${diff.a}`, `B  ${diff.b}`, ...documentLines(diff), ...keyLines(diff), ...resultLines(diff)];
}

function documentLines({ document }: Diff): string[] {
  if (!document) return ['', 'documents: not both are known'];
  if (document.length === 0) return ['', 'documents: the same'];
  return ['', 'documents', ...document.map((difference) => `  ${differenceText(difference)}`)];
}

function keyLines({ sameKeys, keys, onlyInA, onlyInB }: Diff): string[] {
  const counts = [
    `${countOf(sameKeys, 'instance')} with the same key`,
    keys.length > 0 && `${keys.length} with another`,
    onlyInA.length > 0 && `${onlyInA.length} only in A`,
    onlyInB.length > 0 && `${onlyInB.length} only in B`,
  ];
  const groups = groupBy(keys, whyText);
  const lines = ['', `keys: ${counts.filter((count) => count !== false).join(', ')}`];
  for (const [why, group] of groups)
    lines.push(
      `  ${group.length} ${group.length === 1 ? 'differs' : 'differ'}: ${why}`,
      ...namesByNode(group.map(({ instance }) => instance)),
    );
  for (const [where, names] of [
    ['A', onlyInA],
    ['B', onlyInB],
  ] as const)
    if (names.length > 0) lines.push(`  ${names.length} only in ${where}`, ...namesByNode(names));
  return lines;
}

function whyText({ differences }: KeyDifference): string {
  if (!differences) return 'what one of the keys is made of is not known';
  return differences.length === 0 ? 'what feeds them is not known yet' : differencesText(differences);
}

/** Of so many results the numbers are listed … */
const numberedShown = 12;
/** … and so many of each, the last ones. */
const numbersShown = 12;

function resultLines({ sameResults, results }: Diff): string[] {
  const compared = results.filter(({ a, b }) => a && b);
  const head = `results: ${sameResults} the same, ${compared.length} different`;
  const kindOf = ({ a, b }: ComparedResult) => (a && b ? 'different' : `only in ${a ? 'A' : 'B'}`);
  const lines = ['', head];
  for (const [kind, group] of groupBy(results, kindOf)) lines.push(`  ${kind}`, ...portLines(group));
  const numbered = compared.filter(({ numbers }) => numbers);
  for (const { instance, port, numbers = [] } of numbered.slice(0, numberedShown)) {
    lines.push(`  ${instance}.${port}`, ...numberLines(numbers));
  }
  const more = numbered.length - numberedShown;
  return more > 0 ? [...lines, `  and ${more} more with numbers; --json gives all`] : lines;
}

/** `tuned.history × 8` */
function portLines(results: readonly ComparedResult[]): string[] {
  const groups = groupBy(results, ({ instance, port }) => `${nodeOf(instance)}.${port}`);
  return Array.from(groups, ([name, { length }]) => `      ${name}${length === 1 ? '' : ` × ${length}`}`);
}

function numberLines(numbers: readonly NumberDifference[]): string[] {
  if (numbers.length === 0) return ['      the same means'];
  const lines = numbers.slice(-numbersShown).map((number) => `      ${numberText(number)}`);
  const more = numbers.length - numbersShown;
  return more > 0 ? [`      … ${more} more`, ...lines] : lines;
}

/** `epoch 60  dice 91.23 → 92.10`; with all digits where two would be the same as tables show them. */
function numberText({ place, metric, a, b }: NumberDifference): string {
  const shown = [a, b].map((value) => (value === undefined ? 'none' : scoreText(metric, value)));
  const [from, to] = shown[0] === shown[1] ? [a, b] : shown;
  return `${place}  ${metric} ${from} → ${to}`;
}
