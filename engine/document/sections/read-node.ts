import type { AnyNode } from '../../../nodes/define-node.js';
import { maxPoints } from '../../sweep/region.js';
import { Sweep } from '../../sweep/sweep.js';
import type { DiagnosticList } from '../diagnostics/diagnostic-list.js';
import { didYouMean } from '../diagnostics/did-you-mean.js';
import { type Field, fieldOf, type Located, textOf } from '../json/located.js';
import type { JsonObject, Variant } from '../pipeline.js';
import type { Registry } from '../registry.js';
import { type Condition, compileCondition } from '../templates/compile-condition.js';
import { TemplateCompiler } from '../templates/compile-template.js';
import { pointsOf } from '../templates/enumerate-points.js';
import { axesInOrder, type IndexedAxis, type Names, type Scope } from '../templates/scope.js';
import { type CompiledParams, compileParams } from './expand-params.js';
import { isReadable } from './is-readable.js';
import type { Expansion, NodeDraft } from './node-draft.js';
import { readOverrides } from './read-resources.js';

export interface NodeOptions {
  readonly registry: Registry;
  readonly axes: Names<IndexedAxis>;
  readonly sweep: Sweep | undefined;
  readonly scope: Scope;
  readonly diagnostics: DiagnosticList;
}

const noParams: JsonObject = {};
const noSweep = new Sweep([]);

/** Reads one entry under `nodes`, except for its inputs, and expands it over the axes that it mentions. */
export async function readNode(name: string, field: Field, options: NodeOptions): Promise<NodeDraft> {
  const { axes, scope, diagnostics } = options;
  const { nameLocation: location, value: located } = field;
  const definition = findDefinition(fieldOf(located, 'type'), options);
  const compiler = new TemplateCompiler(scope, diagnostics);
  const params = compileParams({ node: located, nodeName: location, definition, compiler, diagnostics });
  const condition = isReadable(located, 'when')
    ? compileCondition(fieldOf(located, 'when'), axes, diagnostics)
    : undefined;
  for (const axis of condition?.axes ?? []) scope.usedAxes.add(axis.name);
  const overrides = readOverrides(located, definition, diagnostics);
  const draft = { name, location, located, overrides, ...(definition && { definition }) };
  const expansion = condition && (await expand(draft, condition, params, options));
  return { ...draft, ...(expansion && { expansion }) };
}

function findDefinition(
  type: Located | undefined,
  { registry, diagnostics }: NodeOptions,
): AnyNode | undefined {
  const name = textOf(type);
  if (type === undefined || name === undefined) return undefined;
  const definition = registry.get(name);
  if (definition !== undefined) return definition;
  const hint = didYouMean(name, registry.types(), 'node types');
  diagnostics.error(type.location, `unknown node type "${name}"`, { hint });
  return undefined;
}

async function expand(
  { name, location, located, definition }: NodeDraft,
  condition: Condition,
  params: CompiledParams,
  { sweep: known, diagnostics }: NodeOptions,
): Promise<Expansion | undefined> {
  const ownAxes = axesInOrder([...params.axes, ...condition.axes]);
  const sweep = known ?? (ownAxes.length === 0 ? noSweep : undefined);
  // Which points there are is not known: what would be said of others might only distract.
  if (sweep === undefined) return undefined;
  const names = ownAxes.map((axis) => axis.name);
  const count = sweep.boundOn(names);
  if (count > maxPoints) {
    const sizes = ownAxes.map((axis) => `${axis.name} (${axis.labels.length})`).join(' × ');
    const message = `node "${name}" would have ${count} points, where ${maxPoints} are allowed`;
    diagnostics.error(location, message, { hint: `it varies over ${sizes}` });
    return undefined;
  }
  const points = pointsOf(sweep.on(names), ownAxes);
  const leftOut = points.map((point) => condition.leftOut(point));
  const live = points.filter((_, index) => leftOut[index] === undefined);
  if (live.length === 0) {
    const message = `node "${name}" is left out everywhere: this holds at no point`;
    diagnostics.error(fieldOf(located, 'when')?.location, message);
    return undefined;
  }
  const paramsOfLive = await params.expand(live, sweep);
  if (paramsOfLive === undefined) return { ownAxes, points, leftOut };
  let next = 0;
  const variants = leftOut.map(
    (reason): Variant =>
      reason === undefined ? { params: paramsOfLive[next++]! } : { params: noParams, leftOut: reason },
  );
  const produced = definition?.produces && variants.map((variant) => producedBy(definition, variant));
  return { ownAxes, points, leftOut, variants, ...(produced && { produced }) };
}

function producedBy(definition: AnyNode, { params, leftOut }: Variant): readonly string[] {
  return leftOut === undefined ? (definition.produces?.(params) ?? []) : [];
}
