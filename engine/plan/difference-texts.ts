import type { Difference } from '../../cache/key/difference.js';
import type { ListingDifference } from '../../cache/key/file-listing.js';
import { keyFormats } from '../../cache/key/key-formats.js';
import { notKnownYet } from '../../cache/key/manifest-differences.js';
import { groupBy } from '../group-by.js';
import type { ExplainedDifference } from './file-differences.js';
import { countOf } from './words.js';

/** How many files are named. */
const filesNamed = 3;

/** `params.learningRate 0.0002 → 0.001`; digests are cut, since nobody reads 64 digits. */
export function differenceText({ field, before, after, files }: ExplainedDifference): string {
  if (field === 'format') return formatText(before);
  if (files) return `${field}: ${filesText(files)}`;
  if (field.startsWith('order of ')) return `${field} changed`;
  if (before === undefined) return `${field} is new: ${valueText(after)}`;
  if (after === undefined) return `${field} ${valueText(before)} is gone`;
  return `${field} ${valueText(before)} → ${valueText(after)}`;
}

/** So many gathered inputs that differ are named one by one. */
const gatheredNamed = 3;

/** A text for each difference, or one for all of those of a port that gathers many. */
export function differenceTexts(differences: readonly ExplainedDifference[]): string[] {
  const gathered = groupBy(differences, ({ field }) => /^inputs\.[^[]+(?=\[)/.exec(field)?.[0]);
  const texts = (port: string | undefined, group: readonly ExplainedDifference[]) => {
    if (port === undefined || group.length <= gatheredNamed) return group.map(differenceText);
    const came = group.filter(({ before }) => before === undefined).length;
    const went = group.filter(({ after }) => after === undefined).length;
    const changed = group.length - came - went;
    const parts = [
      [changed, 'changed'],
      [came, 'new'],
      [went, 'gone'],
    ] as const;
    return [`${port}: ${parts.flatMap(([count, word]) => (count > 0 ? `${count} ${word}` : [])).join(', ')}`];
  };
  return [...gathered].flatMap(([port, group]) => texts(port, group));
}

/**
 * Several differences in one line, which is the same for instances in which the same changed: digests of inputs, which
 * differ from instance to instance and say nothing to people, are left out.
 */
export function differencesText(differences: readonly ExplainedDifference[]): string {
  const inputs = differences.filter(isOfInput);
  const others = differences.filter((difference) => !isOfInput(difference));
  return [...others.map(differenceText), ...inputsText(inputs)].join('; ');
}

/** `params.learningRate, inputs.train changed` */
export function changedFieldsText(differences: readonly ExplainedDifference[]): string {
  const inputs = differences.filter(isOfInput);
  const others = differences.filter((difference) => !isOfInput(difference)).map(({ field }) => field);
  return [...(others.length === 0 ? [] : [`${others.join(', ')} changed`]), ...inputsText(inputs)].join('; ');
}

function isOfInput({ field }: Difference): boolean {
  return field.startsWith('inputs.');
}

function inputsText(inputs: readonly Difference[]): string[] {
  const ports = [...new Set(inputs.map(({ field }) => field.replace(/\[.*/s, '')))];
  return ports.length === 0 ? [] : [`${ports.join(', ')} changed`];
}

function formatText(before: unknown): string {
  const { format, since } = keyFormats.at(-1)!;
  return `keys are made in another way since micrograph ${since} (format ${before} → ${format})`;
}

/** `3 files differ: a.tif, b.tif, c.tif; 1 file is new: d.tif` */
function filesText({ changed, added, removed }: ListingDifference): string {
  const part = (names: readonly string[], one: string, many: string) => {
    if (names.length === 0) return [];
    const more = names.length > filesNamed ? ', …' : '';
    const named = names.slice(0, filesNamed).join(', ');
    return [`${countOf(names.length, 'file')} ${names.length === 1 ? one : many}: ${named}${more}`];
  };
  const parts = [
    ...part(changed, 'differs', 'differ'),
    ...part(added, 'is new', 'are new'),
    ...part(removed, 'is gone', 'are gone'),
  ];
  return parts.join('; ');
}

function valueText(value: unknown): string {
  if (value === notKnownYet) return notKnownYet;
  if (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)) return `${value.slice(0, 8)}…`;
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
