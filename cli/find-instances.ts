import { type Graph, type InstanceId, instanceName, nodeOf } from '../engine/graph/graph.js';
import { selectInstances, withUpstream } from '../engine/graph/select.js';
import type { Labels, Selected } from './options.js';
import { UserError } from './user-error.js';

/** What `NODE`, `NODE.PORT`, `node[axis=label,…]` or `node[axis=label,…].PORT` names. */
export interface Named {
  readonly ids: readonly InstanceId[];
  readonly port: string | undefined;
}

/**
 * The instances that `--only` and `--at` ask for, with what they need; undefined where nothing is asked for. Throws a
 * `UserError` where the pipeline has nothing of the kind.
 */
export function selectWithUpstream(
  graph: Graph,
  { only, at, json }: Selected,
): ReadonlySet<InstanceId> | undefined {
  if (only.length === 0 && Object.keys(at).length === 0) return undefined;
  const { instances, diagnostics } = selectInstances(graph, { nodes: only, at });
  if (diagnostics.length > 0) throw new UserError(diagnostics, json === true);
  return withUpstream(graph, instances);
}

/** Finds instances by what a user typed, narrowed by `--at`; throws a `UserError` that lists what there is. */
export function findInstances(graph: Graph, text: string, at: Labels = {}): Named {
  const match = /^(?<node>[^.[\]]+)(?<point>\[.*\])?(?:\.(?<port>[\w-]+))?$/su.exec(text);
  const { node = text, point, port } = match?.groups ?? {};
  const { instances, diagnostics } = selectInstances(graph, { nodes: [node], at });
  if (diagnostics.length > 0) throw new UserError(diagnostics);
  const present = [...instances].filter((id) => !graph.leftOut.has(id));
  const ids =
    point === undefined ? present : present.filter((id) => instanceName(graph, id) === node + point);
  if (ids.length === 0) {
    const names = present.slice(0, 12).map((id) => instanceName(graph, id));
    throw UserError.of(`there is no instance ${node}${point ?? ''}`, `there are: ${names.join('  ')}`);
  }
  const ports = Object.keys(nodeOf(graph, ids[0]!).template.definition.outputs);
  if (port !== undefined && !ports.includes(port)) {
    throw UserError.of(`"${node}" has no output "${port}"`, `its outputs are ${ports.join(', ')}`);
  }
  return { ids, port };
}

/** As `findInstances`, where exactly one instance is meant; it may be left out. */
export function findInstance(graph: Graph, text: string, at?: Labels): InstanceId {
  for (const id of graph.leftOut.keys()) if (instanceName(graph, id) === text) return id;
  const { ids } = findInstances(graph, text, at);
  if (ids.length === 1) return ids[0]!;
  const names = ids.slice(0, 12).map((id) => instanceName(graph, id));
  throw UserError.of(`"${text}" names ${ids.length} instances`, `name one of: ${names.join('  ')}`);
}
