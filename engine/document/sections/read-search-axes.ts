import type { Location } from '../diagnostics/diagnostic.js';
import type { DiagnosticList } from '../diagnostics/diagnostic-list.js';
import { didYouMean } from '../diagnostics/did-you-mean.js';
import { fieldOf, follow, type Located, type LocatedObject, textOf, toJson } from '../json/located.js';
import type { IndexedAxis, Names } from '../templates/scope.js';

/** The axis that a search brings. */
export const rungAxis = 'rung';

/** A search as it is written, with what is known of it before there are nodes. */
export interface SearchDraft {
  readonly axes: readonly string[];
  readonly by: readonly string[];
  readonly keep: number;
}

interface AxesOptions {
  readonly axes: Names<IndexedAxis>;
  readonly sweep: LocatedObject | undefined;
  readonly diagnostics: DiagnosticList;
}

/** Where a part of `successiveHalving` is written; the nearest enclosing part where it is not. */
export function locateInSearch(section: LocatedObject, path: readonly (string | number)[]): Location {
  const { value, nameLocation, rest } = follow(section, ['successiveHalving', ...path]);
  return rest.length > 0 && nameLocation ? nameLocation : value.location;
}

/**
 * Reads which axes a search is about and adds the one that it brings: its rungs, in the last place.
 * @returns undefined where there is no search, or something is wrong with it, which is reported
 */
export function readSearchAxes(
  section: LocatedObject | undefined,
  { axes, sweep, diagnostics }: AxesOptions,
): { axes: Names<IndexedAxis>; search: SearchDraft | undefined } {
  const rule = fieldOf(section, 'successiveHalving');
  if (section === undefined || rule === undefined) return { axes, search: undefined };
  const rungs = readRungs(fieldOf(rule, 'rungs'), diagnostics);
  const own = axes.has(rungAxis);
  if (own) {
    const hint = `call the axis of the document something else: \${${rungAxis}} is the rung`;
    diagnostics.error(
      locateInSearch(section, ['rungs']),
      `a search brings an axis "${rungAxis}" of its own`,
      {
        hint,
      },
    );
  }
  refuseShapedRungs(sweep, diagnostics);
  const candidates = readNames(fieldOf(rule, 'axis'), axes, diagnostics);
  const by = readNames(fieldOf(rule, 'by'), axes, diagnostics);
  const both = by?.findIndex((name) => candidates?.includes(name)) ?? -1;
  if (both >= 0) {
    const hint = 'candidates differ on "axis"; "by" are axes at whose points a decision is taken of its own';
    diagnostics.error(locateInSearch(section, ['by', both]), `"${by![both]}" is under both "axis" and "by"`, {
      hint,
    });
  }
  const keep = Number(toJson(fieldOf(rule, 'keep') ?? section));
  const rung = rungs && {
    name: rungAxis,
    index: axes.size,
    labels: rungs.map(String),
    values: rungs,
    location: locateInSearch(section, ['rungs']),
  };
  const isGood = rung && !own && candidates && by && both < 0 && keep > 0 && keep < 1;
  return {
    // Without good rungs the name still stands for something.
    axes: own ? axes : new Map([...axes, [rungAxis, rung]]),
    search: isGood ? { axes: candidates, by, keep } : undefined,
  };
}

function readRungs(written: Located | undefined, diagnostics: DiagnosticList): number[] | undefined {
  if (written?.kind !== 'list') return undefined;
  const rungs = written.items.map((item) => (item.kind === 'scalar' ? Number(item.value) : Number.NaN));
  // What is no whole number is told by the check of the document's shape.
  if (rungs.length < 2 || !rungs.every((rung) => Number.isInteger(rung) && rung >= 1)) return undefined;
  const wrong = rungs.findIndex((rung, at) => at > 0 && rung <= rungs[at - 1]!);
  if (wrong < 0) return rungs;
  const message = `rungs must increase: ${rungs[wrong]} comes after ${rungs[wrong - 1]}`;
  const hint = 'each rung says how far trainings go before the next decision';
  diagnostics.error(written.items[wrong]!.location, message, { hint });
  return undefined;
}

/** One name or a list; undefined where an axis is unknown, or wrong itself. */
function readNames(
  written: Located | undefined,
  axes: Names<IndexedAxis>,
  diagnostics: DiagnosticList,
): readonly string[] | undefined {
  const items = written === undefined ? [] : written.kind === 'list' ? written.items : [written];
  const names = items.map((item) => {
    const name = textOf(item);
    if (name === undefined) return undefined;
    if (!axes.has(name)) {
      const hint = didYouMean(name, axes.keys(), 'axes') ?? 'the document has no axes';
      diagnostics.error(item.location, `unknown axis "${name}"`, { hint });
    }
    return axes.get(name) && name;
  });
  return names.every((name) => name !== undefined) ? names : undefined;
}

/** All points go through all rungs, until they are not kept. */
function refuseShapedRungs(sweep: LocatedObject | undefined, diagnostics: DiagnosticList): void {
  const refuse = (location: Location) =>
    diagnostics.error(location, `a sweep cannot be shaped by "${rungAxis}", the axis of the search`, {
      hint: `leave nodes out at some rungs with \`"when": { "${rungAxis}": … }\``,
    });
  const zipped = fieldOf(sweep, 'zip');
  for (const group of zipped?.kind === 'list' ? zipped.items : []) {
    for (const item of group.kind === 'list' ? group.items : [])
      if (textOf(item) === rungAxis) refuse(item.location);
  }
  for (const part of ['exclude', 'include']) {
    const entries = fieldOf(sweep, part);
    for (const entry of entries?.kind === 'list' ? entries.items : []) {
      const field = entry.kind === 'object' ? entry.fields.get(rungAxis) : undefined;
      if (field) refuse(field.nameLocation);
    }
  }
}
