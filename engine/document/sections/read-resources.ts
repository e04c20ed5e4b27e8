import type { AnyNode } from '../../../nodes/define-node.js';
import type { DiagnosticList } from '../diagnostics/diagnostic-list.js';
import { nearestHint } from '../diagnostics/did-you-mean.js';
import { fieldOf, type Located, type LocatedObject, toJson } from '../json/located.js';
import type { NodeTemplate, ResourcesOverride } from '../pipeline.js';

export type Overrides = Pick<NodeTemplate, 'resources' | 'timeoutMs'>;

/** What a node says of its resources and its time; its shape is checked elsewhere. */
export function readOverrides(
  node: Located,
  definition: AnyNode | undefined,
  diagnostics: DiagnosticList,
): Overrides {
  const resources = fieldOf(node, 'resources');
  const timeoutMs = fieldOf(node, 'timeoutMs');
  if (definition?.light) {
    for (const value of [resources, timeoutMs]) {
      if (value === undefined) continue;
      const message = `a node of type "${definition.type}" takes no resources and no time: it runs inside the coordinator`;
      diagnostics.error(value.location, message, { hint: 'leave this out' });
    }
  }
  return {
    ...(resources && { resources: toJson(resources) as ResourcesOverride }),
    ...(timeoutMs && { timeoutMs: toJson(timeoutMs) as number }),
  };
}

/** How much there is of named limits; `used` are the names that nodes take something of. */
export function readLimits(
  limits: LocatedObject | undefined,
  used: ReadonlySet<string>,
  diagnostics: DiagnosticList,
): Readonly<Record<string, number>> | undefined {
  for (const [name, { nameLocation }] of limits?.fields ?? []) {
    if (used.has(name)) continue;
    const hint = nearestHint(name, [...used]);
    diagnostics.warning(nameLocation, `no node takes anything of the limit "${name}"`, { hint });
  }
  return limits && (toJson(limits) as Record<string, number>);
}

/** The names of the limits that a node takes something of. */
export function limitNames({
  definition,
  resources,
}: Pick<NodeTemplate, 'definition' | 'resources'>): string[] {
  return Object.keys({ ...definition.resources?.limits, ...resources?.limits });
}
