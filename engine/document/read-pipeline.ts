import type { Sweep } from '../sweep/sweep.js';
import type { DiagnosticList } from './diagnostics/diagnostic-list.js';
import { follow, type LocatedObject } from './json/located.js';
import type { Axis, InputReference, JsonValue, NodeTemplate, Search } from './pipeline.js';
import type { Registry } from './registry.js';
import type { NodeDraft } from './sections/node-draft.js';
import { readAxes } from './sections/read-axes.js';
import { readInputs } from './sections/read-inputs.js';
import { readNode } from './sections/read-node.js';
import { limitNames, readLimits } from './sections/read-resources.js';
import { readSearch } from './sections/read-search.js';
import { readSearchAxes } from './sections/read-search-axes.js';
import { readSweep } from './sections/read-sweep.js';
import { readVariables } from './sections/read-variables.js';
import { sortNodes } from './sections/sort-nodes.js';
import { TemplateCompiler } from './templates/compile-template.js';
import { Scope } from './templates/scope.js';

/** The parts of a document that depend on each other. */
export interface Sections {
  readonly vars: LocatedObject | undefined;
  readonly axes: LocatedObject | undefined;
  readonly limits: LocatedObject | undefined;
  readonly sweep: LocatedObject | undefined;
  readonly search: LocatedObject | undefined;
  readonly nodes: LocatedObject;
}

export interface ReadOptions {
  readonly registry: Registry;
  readonly variables: Readonly<Record<string, JsonValue>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly diagnostics: DiagnosticList;
}

export interface PipelineParts {
  readonly axes: ReadonlyMap<string, Axis>;
  readonly limits?: Readonly<Record<string, number>>;
  readonly sweep: Sweep;
  readonly search?: Search;
  readonly nodes: ReadonlyMap<string, NodeTemplate>;
}

type Inputs = ReadonlyMap<string, ReadonlyMap<string, InputReference>>;

/** Gives meaning to a document of the right shape. @returns undefined where there are errors, which are reported */
export async function readPipeline(
  sections: Sections,
  options: ReadOptions,
): Promise<PipelineParts | undefined> {
  const { environment, diagnostics } = options;
  const variables = readVariables(sections.vars, { ...options, overrides: options.variables });
  const valueScope = new Scope({ diagnostics, environment, variables });
  const compiler = new TemplateCompiler(valueScope, diagnostics);
  const ownAxes = readAxes(sections.axes, compiler, diagnostics);
  const written = readSearchAxes(sections.search, { axes: ownAxes, sweep: sections.sweep, diagnostics });
  const { axes, sweep } = readSweep(sections.sweep, { axes: written.axes, compiler, diagnostics });
  const scope = new Scope({ diagnostics, environment, variables, axes });
  const nodes = new Map<string, NodeDraft>();
  for (const [name, field] of sections.nodes.fields) {
    nodes.set(name, await readNode(name, field, { ...options, axes, sweep, scope }));
  }
  const inputs: Inputs = new Map(
    Array.from(nodes, ([name, node]) => [name, readInputs(node, { nodes, axes, diagnostics })]),
  );
  const order = sortByInputs(inputs, diagnostics);
  const { usedAxes } = scope;
  const search = await readSearch(sections.search, written.search, { nodes, axes, usedAxes, diagnostics });
  if (diagnostics.hasErrors || sweep === undefined) return undefined;
  // Only now: what is misspelt where it is used would look unused.
  warnOfUnused(sections.axes, 'axis', scope.usedAxes, diagnostics);
  warnOfUnused(
    sections.vars,
    'variable',
    new Set([...valueScope.usedVariables, ...scope.usedVariables]),
    diagnostics,
  );
  const finished = order.map((name) => [name, finish(nodes.get(name)!, inputs.get(name)!)] as const);
  const usedLimits = new Set(finished.flatMap(([, template]) => limitNames(template)));
  const limits = readLimits(sections.limits, usedLimits, diagnostics);
  return {
    axes: axes as ReadonlyMap<string, Axis>,
    sweep,
    nodes: new Map([...finished, ...(search ? [[search.template.name, search.template] as const] : [])]),
    ...(search && { search: search.search }),
    ...(limits && { limits }),
  };
}

function sortByInputs(inputs: Inputs, diagnostics: DiagnosticList): readonly string[] {
  const feeders = new Map(
    Array.from(inputs, ([name, references]) => [name, Array.from(references.values(), ({ node }) => node)]),
  );
  const { order, cycles } = sortNodes(feeders);
  for (const cycle of cycles) {
    const [first, last] = [cycle[0]!, cycle.at(-1)!];
    const closing = [...inputs.get(first)!.values()].find(({ node }) => node === last);
    diagnostics.error(closing?.location, `nodes feed each other: ${[...cycle, first].join(' → ')}`);
  }
  return order;
}

function warnOfUnused(
  section: LocatedObject | undefined,
  kind: string,
  used: ReadonlySet<string>,
  diagnostics: DiagnosticList,
): void {
  for (const [name, { nameLocation }] of section?.fields ?? []) {
    if (!used.has(name)) diagnostics.warning(nameLocation, `${kind} "${name}" is not used`);
  }
}

function finish(draft: NodeDraft, inputs: ReadonlyMap<string, InputReference>): NodeTemplate {
  const { name, location, located, definition, overrides, expansion } = draft;
  if (definition === undefined || expansion?.variants === undefined) {
    throw new Error(`bug: node "${name}" is incomplete, but there is no error`);
  }
  return {
    name,
    definition,
    ownAxes: expansion.ownAxes.map((axis) => axis.name),
    variants: expansion.variants,
    inputs,
    ...overrides,
    location,
    locate(path) {
      const { value } = follow(located, path);
      return value === located ? location : value.location;
    },
  };
}
