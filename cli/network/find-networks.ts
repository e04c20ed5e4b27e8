import type { Diagnostic } from '../../engine/document/diagnostics/diagnostic.js';
import {
  expandGraph,
  type Graph,
  type InstanceId,
  instanceName,
  nodeOf,
  variantOf,
} from '../../engine/graph/graph.js';
import { selectInstances } from '../../engine/graph/select.js';
import {
  describeNetwork,
  type NetworkDescription,
} from '../../learn/networks/description/describe-network.js';
import type { TrainedNetwork } from '../../nodes/define-node.js';
import { findInstances } from '../find-instances.js';
import { readPipeline } from '../open-pipeline.js';
import { UserError } from '../user-error.js';
import type { NetworkOptions } from './command.js';

/** A network of a pipeline and who trains it; the shape that `network --json` prints. */
export interface FoundNetwork extends NetworkDescription {
  readonly role: string;
  readonly instances: readonly string[];
  /** Of the images, in pixels. */
  readonly side: number;
  /** Neither the user nor the node says the side, so that a usual one stands for it. */
  readonly sideAssumed: boolean;
  /** Images per step. */
  readonly batch: number;
}

/** Side of images where neither the user nor the node says it. */
const usualSide = 224;

/** The distinct networks that a pipeline's nodes, or the named ones, train. Throws a `UserError` where there are none. */
export async function findNetworks(
  file: string,
  name: string | undefined,
  options: NetworkOptions,
): Promise<{ networks: readonly FoundNetwork[]; warnings: readonly Diagnostic[] }> {
  const { pipeline, diagnostics } = await readPipeline(file, options);
  if (!pipeline) throw new UserError(diagnostics, options.json === true);
  const { graph, diagnostics: problems } = expandGraph(pipeline);
  if (problems.length > 0) throw new UserError([...diagnostics, ...problems], options.json === true);
  const networks = new Map<string, FoundNetwork>();
  for (const id of chosenInstances(graph, name, options)) {
    const instance = instanceName(graph, id);
    for (const trained of networksOf(graph, id)) {
      const size = {
        side: sideFor(trained, options),
        sideAssumed: options.side === undefined && trained.side === undefined,
        batch: options.batch ?? trained.batch,
      };
      const { role, network } = trained;
      const identity = JSON.stringify([role, size, network.layers]);
      const found = networks.get(identity) ?? { role, instances: [], ...size, ...described(trained, size) };
      networks.set(identity, { ...found, instances: [...found.instances, instance] });
    }
  }
  if (networks.size === 0) {
    throw UserError.of(
      name === undefined ? 'no node of the pipeline trains a network' : `"${name}" trains no network`,
    );
  }
  return { networks: [...networks.values()], warnings: diagnostics };
}

function chosenInstances(
  graph: Graph,
  name: string | undefined,
  { at }: NetworkOptions,
): readonly InstanceId[] {
  if (name !== undefined) return findInstances(graph, name, at).ids;
  const { instances, diagnostics } = selectInstances(graph, { nodes: [], at });
  if (diagnostics.length > 0) throw new UserError(diagnostics);
  return [...instances].filter((id) => !graph.leftOut.has(id));
}

function networksOf(graph: Graph, id: InstanceId): readonly TrainedNetwork[] {
  const node = nodeOf(graph, id);
  return node.template.definition.networks?.(variantOf(node, id - node.firstId).params) ?? [];
}

function sideFor({ network, side, role }: TrainedNetwork, options: NetworkOptions): number {
  const { stride } = network;
  const next = (least: number) => Math.ceil(least / stride) * stride;
  const chosen = options.side ?? side ?? next(usualSide);
  if (chosen % stride === 0) return chosen;
  throw UserError.of(
    `the ${role} takes images whose sides are multiples of ${stride}, not ${chosen}`,
    `the next one is ${next(chosen)}`,
  );
}

function described(
  { role, network }: TrainedNetwork,
  size: { readonly side: number; readonly batch: number },
): NetworkDescription {
  const description = describeNetwork(network, size);
  if (description.layers.some(({ output }) => Math.min(...output) < 1)) {
    throw UserError.of(`images of ${size.side} pixels are too small for the ${role}`);
  }
  return description;
}
