import type { DiagnosticList } from '../diagnostics/diagnostic-list.js';
import { didYouMean } from '../diagnostics/did-you-mean.js';
import { fieldOf, type Located } from '../json/located.js';
import type { IndexedAxis, Names, PointIndexes } from './scope.js';

/** At which points a node is there. */
export interface Condition {
  /** Those that the condition mentions. */
  readonly axes: readonly IndexedAxis[];
  /** Why the node is left out at a point, `init is "R"`; undefined where it is there. */
  leftOut(point: PointIndexes): string | undefined;
}

/** What a condition says of one axis. */
export interface AxisCondition {
  readonly axis: IndexedAxis;
  /** For each label of the axis. */
  readonly holds: readonly boolean[];
}

/** @returns undefined where something is wrong with a `when`, so that it is not known where the node is left out */
export function compileCondition(
  when: Located | undefined,
  axes: Names<IndexedAxis>,
  diagnostics: DiagnosticList,
): Condition | undefined {
  const parts = compileAxisConditions(when, axes, diagnostics);
  return parts && conjunction(parts);
}

/** What a condition says of each axis that it mentions; undefined where something is wrong with it. */
export function compileAxisConditions(
  when: Located | undefined,
  axes: Names<IndexedAxis>,
  diagnostics: DiagnosticList,
): readonly AxisCondition[] | undefined {
  const parts: (AxisCondition | undefined)[] = [];
  for (const [name, { nameLocation, value }] of when?.kind === 'object' ? when.fields : []) {
    if (!axes.has(name)) {
      const hint = didYouMean(name, axes.keys(), 'axes');
      diagnostics.error(nameLocation, `unknown axis "${name}"`, { hint });
    }
    const axis = axes.get(name);
    parts.push(axis && compileAxisCondition(value, axis, diagnostics));
  }
  return parts.includes(undefined) ? undefined : (parts as AxisCondition[]);
}

function conjunction(parts: readonly AxisCondition[]): Condition {
  return {
    axes: parts.map(({ axis }) => axis),
    leftOut: (point) => {
      const failing = parts.filter(({ axis, holds }) => !holds[point[axis.index]!]);
      const reasons = failing.map(({ axis }) => `${axis.name} is "${axis.labels[point[axis.index]!]}"`);
      return reasons.length > 0 ? reasons.join(' and ') : undefined;
    },
  };
}

function compileAxisCondition(
  value: Located,
  axis: IndexedAxis,
  diagnostics: DiagnosticList,
): AxisCondition | undefined {
  const labels = readLabels(fieldOf(value, 'not') ?? value);
  if (labels === undefined) return undefined;
  const known = new Set(axis.labels);
  const unknown = labels.filter(({ label }) => !known.has(label));
  for (const { label, location } of unknown) {
    const hint = didYouMean(label, axis.labels, 'labels');
    diagnostics.error(location, `axis "${axis.name}" has no label "${label}"`, { hint });
  }
  if (unknown.length > 0) return undefined;
  const named = new Set(labels.map(({ label }) => label));
  const negated = value.kind === 'object';
  return { axis, holds: axis.labels.map((label) => named.has(label) !== negated) };
}

/** One label or a list; undefined for what cannot be either, which the check of the document's shape reports. */
function readLabels(value: Located) {
  const items = value.kind === 'list' ? value.items : [value];
  const labels = items.flatMap((item) =>
    item.kind === 'scalar' && item.value !== null
      ? [{ label: String(item.value), location: item.location }]
      : [],
  );
  return labels.length === items.length ? labels : undefined;
}
