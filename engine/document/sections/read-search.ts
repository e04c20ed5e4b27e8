import type { OutputPort } from '../../../nodes/define-node.js';
import type { Location } from '../diagnostics/diagnostic.js';
import type { DiagnosticList } from '../diagnostics/diagnostic-list.js';
import { didYouMean } from '../diagnostics/did-you-mean.js';
import { fieldOf, follow, type Located, type LocatedObject, textOf, toJson } from '../json/located.js';
import type { InputReference, NodeTemplate, Search } from '../pipeline.js';
import type { IndexedAxis, Names } from '../templates/scope.js';
import type { NodeDraft } from './node-draft.js';
import { splitReference } from './read-inputs.js';

/** The axis that a search brings, and what its decisions are called as a node. */
export const rungAxis = 'rung';
export const searchNode = 'search';

/** A search as it is written, with what is known of it before there are nodes. */
export interface SearchDraft {
  readonly section: LocatedObject;
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
function locate(section: LocatedObject, path: readonly (string | number)[]): Location {
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
    diagnostics.error(locate(section, ['rungs']), `a search brings an axis "${rungAxis}" of its own`, {
      hint,
    });
  }
  refuseShapedRungs(sweep, diagnostics);
  const candidates = readNames(fieldOf(rule, 'axis'), axes, diagnostics);
  const by = readNames(fieldOf(rule, 'by'), axes, diagnostics);
  const both = by?.findIndex((name) => candidates?.includes(name)) ?? -1;
  if (both >= 0) {
    const hint = 'candidates differ on "axis"; "by" are axes at whose points a decision is taken of its own';
    diagnostics.error(locate(section, ['by', both]), `"${by![both]}" is under both "axis" and "by"`, {
      hint,
    });
  }
  const keep = Number(toJson(fieldOf(rule, 'keep') ?? section));
  const rung = rungs && {
    name: rungAxis,
    index: axes.size,
    labels: rungs.map(String),
    values: rungs,
    location: locate(section, ['rungs']),
  };
  const isGood = rung && !own && candidates && by && both < 0 && keep > 0 && keep < 1;
  return {
    // Without good rungs the name still stands for something.
    axes: own ? axes : new Map([...axes, [rungAxis, rung]]),
    search: isGood ? { section, axes: candidates, by, keep } : undefined,
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

interface SearchOptions {
  readonly nodes: ReadonlyMap<string, NodeDraft>;
  readonly axes: Names<IndexedAxis>;
  /** Axes that some node mentions. */
  readonly usedAxes: ReadonlySet<string>;
  readonly diagnostics: DiagnosticList;
}

/** The inputs of a decision are called like what they take. */
const ports = ['scores', 'history'] as const;
type Port = (typeof ports)[number];

function portFor(artifact: string): Port | undefined {
  return ports.find((port) => port === artifact);
}

/** Makes the node of a search's decisions; undefined where something is wrong, which is reported. */
export async function readSearch(
  { section, axes, by, keep }: SearchDraft,
  options: SearchOptions,
): Promise<{ search: Search; template: NodeTemplate } | undefined> {
  const { nodes, diagnostics } = options;
  const clash = nodes.get(searchNode);
  if (clash) {
    const hint = `the decisions of the search are called so: \`micrograph show FILE ${searchNode}\``;
    diagnostics.error(clash.location, `a node cannot be called "${searchNode}" beside a search`, { hint });
  }
  const reference = readMetric(section, options);
  const best = await readBest(section, diagnostics);
  const rung = options.axes.get(rungAxis);
  if (!options.usedAxes.has(rungAxis)) {
    const hint = `write \`"epochs": "\${${rungAxis}}"\` in the params of the node that trains`;
    const message = `no node uses \${${rungAxis}}, so that to go on would change nothing`;
    diagnostics.error(locate(section, ['rungs']), message, { hint });
    return undefined;
  }
  if (clash || !reference || !best || !rung) return undefined;
  const { successiveHalving } = await import('../../../nodes/successive-halving/definition.js');
  const { optional: _, ...needed } = successiveHalving.inputs[reference.port];
  const value = textOf(follow(section, ['successiveHalving', 'metric', 'value']).value)!;
  const params = { axes, value, best };
  const gatherBy = [rungAxis, ...by];
  const template: NodeTemplate = {
    name: searchNode,
    definition: { ...successiveHalving, inputs: { [reference.port]: needed } },
    ownAxes: [rungAxis],
    // At the last rung nothing is left to go on to: the best one is told.
    variants: rung.labels.map((_, at) => ({
      params: at < rung.labels.length - 1 ? { ...params, keep } : params,
    })),
    inputs: new Map([[reference.port, { ...reference, gatherBy }]]),
    location: locate(section, []),
    locate([part, name, , at]) {
      if (part === 'params' && name === 'axes') return locate(section, ['axis']);
      if (part === 'inputs' && Number(at) > 0) return locate(section, ['by', Number(at) - 1]);
      return locate(section, ['metric', 'node']);
    },
  };
  return { search: { node: searchNode, rungAxis, axes, by, keep, metric: value }, template };
}

/** What feeds the decisions: the only output of the node that holds values, unless one is named. */
function readMetric(
  section: LocatedObject,
  { nodes, diagnostics }: SearchOptions,
): (InputReference & { readonly port: Port }) | undefined {
  const written = follow(section, ['successiveHalving', 'metric', 'node']);
  const text = textOf(written.value);
  if (written.rest.length > 0 || text === undefined) return undefined;
  const { location } = written.value;
  const [name, output] = splitReference(text);
  const producer = nodes.get(name);
  if (producer === undefined) {
    diagnostics.error(location, `unknown node "${name}"`, { hint: didYouMean(name, nodes.keys(), 'nodes') });
    return undefined;
  }
  if (producer.definition === undefined) return undefined;
  const outputs: Readonly<Record<string, OutputPort>> = producer.definition.outputs;
  const all = Object.keys(outputs);
  if (output !== undefined && !all.includes(output)) {
    const hint = didYouMean(output, all, 'outputs');
    diagnostics.error(location, `node "${name}" has no output "${output}"`, { hint });
    return undefined;
  }
  const usable = all.flatMap((each) => {
    const port = portFor(outputs[each]!.artifact);
    return port ? [{ port, output: each }] : [];
  });
  const fitting = usable.filter((each) => output === undefined || each.output === output);
  const [only, another] = fitting;
  if (only && !another) return { ...only, node: name, location };
  const fits = usable.map((each) => `"${name}.${each.output}"`).join(' or ');
  if (another) {
    diagnostics.error(location, `node "${name}" has several outputs with values`, { hint: `write ${fits}` });
    return undefined;
  }
  const hint =
    usable.length > 0
      ? `write ${fits}`
      : 'name the node that evaluates, or the history of the one that trains';
  const message = `"${text}" gives neither scores nor a history, by which candidates could be ranked`;
  diagnostics.error(location, message, { hint });
  return undefined;
}

async function readBest(section: LocatedObject, diagnostics: DiagnosticList) {
  const metric = fieldOf(fieldOf(section, 'successiveHalving'), 'metric');
  const value = textOf(fieldOf(metric, 'value'));
  const best = textOf(fieldOf(metric, 'best'));
  if (best === 'highest' || best === 'lowest') return best;
  if (value === undefined) return undefined;
  const { bestOf } = await import('../../../nodes/successive-halving/best.js');
  const known = bestOf(value);
  if (known === undefined && best === undefined) {
    const message = `it is not known whether higher or lower values of "${value}" are better`;
    const hint = 'write "best": "highest" or "best": "lowest" beside it';
    diagnostics.error(fieldOf(metric, 'value')!.location, message, { hint });
  }
  return known;
}
