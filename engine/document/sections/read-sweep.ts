import type { PartialPoint } from '../../sweep/shape.js';
import { Sweep } from '../../sweep/sweep.js';
import type { Location } from '../diagnostics/diagnostic.js';
import type { DiagnosticList } from '../diagnostics/diagnostic-list.js';
import { didYouMean } from '../diagnostics/did-you-mean.js';
import { fieldOf, type Located, type LocatedObject, openingOf, textOf } from '../json/located.js';
import { lineNumberOf } from '../json/source-position.js';
import { compileAxisConditions } from '../templates/compile-condition.js';
import type { TemplateCompiler } from '../templates/compile-template.js';
import type { IndexedAxis, Names } from '../templates/scope.js';
import { IncludedAxis } from './included-axis.js';
import { reviewShape } from './review-shape.js';

export interface SweepOptions {
  readonly axes: Names<IndexedAxis>;
  /** For values that are written under `include`. */
  readonly compiler: TemplateCompiler;
  readonly diagnostics: DiagnosticList;
}

/** A part of the shape, where it is written. */
export interface Written<T> {
  readonly meant: T;
  readonly location: Location;
}

export interface ReadSweep {
  /** With the values that only `include` brings. */
  readonly axes: Names<IndexedAxis>;
  /** Undefined where something is wrong with its shape, so that it is not known which points there are. */
  readonly sweep: Sweep | undefined;
}

/** Reads what shapes the sweep: `zip`, `exclude` and `include`. */
export function readSweep(section: LocatedObject | undefined, options: SweepOptions): ReadSweep {
  const { axes } = options;
  const known = Array.from(axes.values()).filter((axis) => axis !== undefined);
  if (section === undefined) return { axes, sweep: new Sweep(known) };
  const reader = new SweepReader(known, options);
  const zipped = reader.zipped(fieldOf(section, 'zip'));
  const inclusions = reader.inclusions(fieldOf(section, 'include'));
  const extended = reader.axes();
  const exclusions = reader.exclusions(fieldOf(section, 'exclude'), extended);
  if (!zipped || !inclusions || !exclusions) return { axes: extended, sweep: undefined };
  const sweep = new Sweep(
    Array.from(extended.values()).filter((axis) => axis !== undefined),
    {
      productSizes: known.map(({ labels }) => labels.length),
      zipped,
      exclusions: exclusions.map(({ meant }) => meant),
      inclusions: inclusions.map(({ meant }) => meant),
    },
  );
  const axisNames = known.map(({ name }) => name);
  const parts = { section, zipped, exclusions, inclusions, axisNames };
  const isGood = reviewShape(sweep.review(), parts, options.diagnostics);
  return { axes: extended, sweep: isGood ? sweep : undefined };
}

/** Its methods return undefined where something is wrong. */
class SweepReader {
  readonly #axes: Names<IndexedAxis>;
  readonly #compiler: TemplateCompiler;
  readonly #diagnostics: DiagnosticList;
  /** The numbers of the axes among those that could be read. */
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #included = new Map<string, IncludedAxis>();

  constructor(known: readonly IndexedAxis[], { axes, compiler, diagnostics }: SweepOptions) {
    this.#axes = axes;
    this.#compiler = compiler;
    this.#diagnostics = diagnostics;
    this.#numbers = new Map(known.map(({ name }, number) => [name, number]));
  }

  /** The axes with all values that inclusions brought so far. */
  axes(): Names<IndexedAxis> {
    return new Map(
      Array.from(this.#axes, ([name, axis]) => [name, this.#included.get(name)?.extended() ?? axis]),
    );
  }

  zipped(zip: Located | undefined): readonly (readonly number[])[] | undefined {
    const first = new Map<string, Location>();
    const groups = itemsOf(zip).map((group) => this.#group(group, first));
    return groups.every((group) => group !== undefined) ? groups : undefined;
  }

  /** @param first where each axis is zipped already */
  #group(group: Located, first: Map<string, Location>): readonly number[] | undefined {
    let isGood = true;
    const axes: IndexedAxis[] = [];
    for (const item of itemsOf(group)) {
      const axis = this.#find(textOf(item), item.location);
      if (axis === undefined) {
        isGood = false;
        continue;
      }
      const other = first.get(axis.name);
      if (other !== undefined) {
        const related = { message: 'first written here', location: other };
        this.#diagnostics.error(item.location, `axis "${axis.name}" is zipped twice`, { related });
        isGood = false;
      }
      first.set(axis.name, item.location);
      axes.push(axis);
    }
    if (!isGood || axes.length < 2) return undefined;
    if (new Set(axes.map(({ labels }) => labels.length)).size > 1) {
      const lengths = axes.map(({ name, labels }) => `"${name}" has ${labels.length}`).join(', ');
      this.#diagnostics.error(openingOf(group), `zipped axes must be equally long: ${lengths}`, {
        hint: 'zipped axes advance together: each label goes with the one at its place on the others',
      });
      return undefined;
    }
    return axes.map(({ name }) => this.#numbers.get(name)!);
  }

  exclusions(
    exclude: Located | undefined,
    axes: Names<IndexedAxis>,
  ): readonly Written<PartialPoint>[] | undefined {
    const read = itemsOf(exclude).map((item): Written<PartialPoint> | undefined => {
      const conditions = compileAxisConditions(item, axes, this.#diagnostics);
      if (conditions === undefined || conditions.length === 0) return undefined;
      const meant = conditions.map(({ axis, positions, isNegated }) => {
        const others = () =>
          axis.labels.flatMap((_, position) => (positions.has(position) ? [] : [position]));
        return [this.#numbers.get(axis.name)!, isNegated ? new Set(others()) : positions] as const;
      });
      return { meant: new Map(meant), location: openingOf(item) };
    });
    return read.every((one) => one !== undefined) ? read : undefined;
  }

  inclusions(include: Located | undefined): readonly Written<PartialPoint>[] | undefined {
    const read = itemsOf(include).map((item) => this.#inclusion(item));
    if (!read.every((one) => one !== undefined)) return undefined;
    return this.#areDifferent(read) ? read : undefined;
  }

  #inclusion(item: Located): Written<PartialPoint> | undefined {
    const meant = new Map<number, ReadonlySet<number>>();
    let isGood = item.kind === 'object' && item.fields.size > 0;
    for (const [name, { nameLocation, value }] of item.kind === 'object' ? item.fields : []) {
      const axis = this.#find(name, nameLocation);
      const positions = axis && this.#extend(axis).positions(value);
      if (positions === undefined) isGood = false;
      else meant.set(this.#numbers.get(name)!, new Set(positions));
    }
    return isGood ? { meant, location: openingOf(item) } : undefined;
  }

  #extend(axis: IndexedAxis): IncludedAxis {
    const known = this.#included.get(axis.name);
    if (known) return known;
    const made = new IncludedAxis(axis, this.#compiler, this.#diagnostics);
    this.#included.set(axis.name, made);
    return made;
  }

  #areDifferent(inclusions: readonly Written<PartialPoint>[]): boolean {
    const first = new Map<string, Location>();
    let isGood = true;
    for (const { meant, location } of inclusions) {
      const sorted = [...meant].sort(([a], [b]) => a - b);
      const id = JSON.stringify(sorted.map(([axis, positions]) => [axis, [...positions].sort()]));
      const other = first.get(id);
      if (other === undefined) {
        first.set(id, location);
        continue;
      }
      isGood = false;
      const related = { message: 'first written here', location: other };
      const message = `the same point is included twice, first on ${lineNumberOf(other)}`;
      this.#diagnostics.error(location, message, { related });
    }
    return isGood;
  }

  #find(name: string | undefined, location: Location): IndexedAxis | undefined {
    if (name === undefined) return undefined;
    if (!this.#axes.has(name)) {
      const hint = didYouMean(name, this.#axes.keys(), 'axes') ?? 'the document has no axes';
      this.#diagnostics.error(location, `unknown axis "${name}"`, { hint });
    }
    return this.#axes.get(name);
  }
}

/** The items of a list; of anything else none, which the check of the document's shape reports. */
function itemsOf(value: Located | undefined): readonly Located[] {
  return value?.kind === 'list' ? value.items : [];
}
