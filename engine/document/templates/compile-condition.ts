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
  /** The labels that are meant, by position; with `isNegated` all others are. */
  readonly positions: ReadonlySet<number>;
  readonly isNegated: boolean;
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
      const failing = parts.filter(
        ({ axis, positions, isNegated }) => positions.has(point[axis.index]!) === isNegated,
      );
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
  const positions = labels.map(({ label }) => positionsOf(axis).get(label));
  for (const [at, { label, location }] of labels.entries()) {
    if (positions[at] !== undefined) continue;
    const hint = didYouMean(label, axis.labels, 'labels');
    diagnostics.error(location, `axis "${axis.name}" has no label "${label}"`, { hint });
  }
  if (!positions.every((position) => position !== undefined)) return undefined;
  return { axis, positions: new Set(positions), isNegated: value.kind === 'object' };
}

const positionsByLabel = new WeakMap<IndexedAxis, ReadonlyMap<string, number>>();

/** Made once for each axis: there may be as many conditions as labels. */
function positionsOf(axis: IndexedAxis): ReadonlyMap<string, number> {
  let positions = positionsByLabel.get(axis);
  if (!positions) {
    positions = new Map(axis.labels.map((label, position) => [label, position]));
    positionsByLabel.set(axis, positions);
  }
  return positions;
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
