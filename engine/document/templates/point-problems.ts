import type { DiagnosticList } from '../diagnostics/diagnostic-list.js';
import type { PointProblem } from './compile-template.js';
import { pointKey } from './enumerate-points.js';
import type { IndexedAxis, PointIndexes } from './scope.js';

interface Found {
  readonly problem: PointProblem;
  readonly axes: readonly IndexedAxis[];
  readonly points: PointIndexes[];
}

/** Points of a problem that are named; of more only the number is told. */
const maxNamed = 3;
/** Problems at one place; more of them come from values that differ from point to point. */
const maxAtPlace = 3;

/** Collects the problems of a node's points, so that each is told once, with the points where it is there. */
export class PointProblems {
  readonly #found = new Map<string, Found>();
  readonly #atPlace = new Map<string, number>();

  get isEmpty(): boolean {
    return this.#found.size === 0;
  }

  /** @param axes those that the point lies on */
  add(problem: PointProblem, point: PointIndexes, axes: readonly IndexedAxis[]): void {
    const { location, message } = problem;
    const place = `${location.offset} ${location.length} ${location.source.path}`;
    const key = `${place} ${message}`;
    const found = this.#found.get(key);
    if (found !== undefined) {
      found.points.push(point);
      return;
    }
    const atPlace = this.#atPlace.get(place) ?? 0;
    if (atPlace === maxAtPlace) return;
    this.#atPlace.set(place, atPlace + 1);
    this.#found.set(key, { problem, axes, points: [point] });
  }

  /** @param total how many points were looked at: what is wrong at all of them does not depend on the point */
  reportTo(diagnostics: DiagnosticList, total: number): void {
    for (const { problem, axes, points } of this.#found.values()) {
      const mentioned = axes.filter((axis) => problem.axes.has(axis));
      const told = mentioned.length > 0 ? mentioned : decidingAxes(points, axes);
      const where = points.length < total ? ` (at ${describePoints(points, told)})` : '';
      diagnostics.error(problem.location, problem.message + where, { hint: problem.hint });
    }
  }
}

/** The axes that decide whether a problem is there: at the others it is there for all labels or for none. */
function decidingAxes(points: readonly PointIndexes[], axes: readonly IndexedAxis[]): readonly IndexedAxis[] {
  return axes.filter((axis) => {
    const others = axes.filter((other) => other !== axis);
    const withoutIt = new Set(points.map((point) => pointKey(point, others)));
    return points.length !== withoutIt.size * axis.labels.length;
  });
}

/** `init=P(50K), seed=1` */
function describePoint(point: PointIndexes, axes: readonly IndexedAxis[]): string {
  return axes.map(({ name, labels, index }) => `${name}=${labels[point[index]!]}`).join(', ');
}

function describePoints(points: readonly PointIndexes[], axes: readonly IndexedAxis[]): string {
  const distinct = [...new Set(points.map((point) => describePoint(point, axes)))];
  const named = distinct.slice(0, maxNamed).join('; ');
  return distinct.length > maxNamed ? `${named}; and ${distinct.length - maxNamed} more` : named;
}
