import { maxPoints } from '../../sweep/region.js';
import type { PartialPoint, ShapeReview } from '../../sweep/shape.js';
import type { DiagnosticList } from '../diagnostics/diagnostic-list.js';
import { follow, type LocatedObject } from '../json/located.js';
import type { Written } from './read-sweep.js';

/** The parts of a shape, and where they are written. */
export interface ShapeParts {
  readonly section: LocatedObject;
  readonly axisNames: readonly string[];
  readonly zipped: readonly (readonly number[])[];
  readonly exclusions: readonly Written<PartialPoint>[];
  readonly inclusions: readonly Written<PartialPoint>[];
}

/** Reports parts of a shape that do nothing, and a sweep without points; returns whether all is well. */
export function reviewShape(review: ShapeReview, parts: ShapeParts, diagnostics: DiagnosticList): boolean {
  const { section, axisNames, exclusions, inclusions } = parts;
  const { nameLocation } = follow(section, ['exclude']);
  if (review.tangled) {
    const { axes, choices } = review.tangled;
    const names = axes.map((axis) => `"${axisNames[axis]}"`).join(', ');
    const message = `the exclude entries tie ${names} together, which have ${choices} points, where ${maxPoints} are allowed`;
    diagnostics.error(nameLocation, message, { hint: 'name fewer axes that differ from entry to entry' });
    return false;
  }
  for (const [number, effect] of review.excluded.entries()) {
    const { meant, location } = exclusions[number]!;
    if (effect === 'known') {
      diagnostics.error(location, 'all points that this excludes are excluded by entries before it');
    } else if (effect === 'nothing') {
      const hint = zipHint(meant, parts) ?? 'an "include" that names all these axes has the last word';
      diagnostics.error(location, 'this excludes no point', { hint });
    }
  }
  for (const [number, effect] of review.included.entries()) {
    const { meant, location } = inclusions[number]!;
    if (effect === 'known') {
      const hint = '"include" is for points that the product of the axes does not have';
      diagnostics.error(location, 'all points that this includes are there without it', { hint });
    } else if (effect === 'nothing') {
      const hint = zipHint(meant, parts) ?? 'name all axes of the "exclude" that leaves the points out';
      diagnostics.error(location, 'this includes no point', { hint });
    }
  }
  if (review.isEmpty) {
    const hint = 'remove an entry, or bring points back with "include"';
    diagnostics.error(nameLocation, 'the sweep has no point: all are excluded', { hint });
  }
  const effects = [...review.excluded, ...review.included];
  return !review.isEmpty && effects.every((effect) => effect === 'some');
}

/** Where zipped axes may be why a part does nothing. */
function zipHint(meant: PartialPoint, { zipped, axisNames }: ShapeParts): string | undefined {
  const group = zipped.find((axes) => axes.some((axis) => meant.has(axis)));
  if (!group) return undefined;
  const names = group.map((axis) => `"${axisNames[axis]}"`).join(' and ');
  return `${names} are zipped: they have these labels at no point together, unless "include" names all of them`;
}
