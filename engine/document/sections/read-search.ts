import type { OutputPort } from '../../../nodes/define-node.js';
import type { DiagnosticList } from '../diagnostics/diagnostic-list.js';
import { didYouMean } from '../diagnostics/did-you-mean.js';
import { fieldOf, follow, type LocatedObject, textOf } from '../json/located.js';
import type { InputReference, NodeTemplate, Search } from '../pipeline.js';
import type { IndexedAxis, Names } from '../templates/scope.js';
import type { NodeDraft } from './node-draft.js';
import { splitReference } from './read-inputs.js';
import { locateInSearch, rungAxis, type SearchDraft } from './read-search-axes.js';

/** What the decisions of a search are called as a node. */
const searchNode = 'search';

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

/**
 * Makes the node of a search's decisions; undefined where something is wrong, which is reported.
 * @param draft undefined where something was wrong with its axes
 */
export async function readSearch(
  section: LocatedObject | undefined,
  draft: SearchDraft | undefined,
  options: SearchOptions,
): Promise<{ search: Search; template: NodeTemplate } | undefined> {
  if (fieldOf(section, 'successiveHalving')?.kind !== 'object' || section === undefined) return undefined;
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
    diagnostics.error(locateInSearch(section, ['rungs']), message, { hint });
    return undefined;
  }
  if (clash || !reference || !best || !rung || !draft) return undefined;
  const { axes, by, keep } = draft;
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
    location: locateInSearch(section, []),
    locate([part, name, , at]) {
      if (part === 'params' && name === 'axes') return locateInSearch(section, ['axis']);
      if (part === 'inputs' && Number(at) > 0) return locateInSearch(section, ['by', Number(at) - 1]);
      return locateInSearch(section, ['metric', 'node']);
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
