import { canonicalJson } from '../../cache/key/canonical-json.js';
import { type Digest, taggedDigest } from '../../cache/key/digest.js';
import type { RunSnapshot } from '../../cache/records/run-plans.js';
import { type Graph, instanceName } from '../graph/graph.js';

/**
 * The name of a graph's snapshot, from what it is made of and not from its content: runs of the same document share
 * one, for which ten thousand instances need not be named again.
 */
export function snapshotName(graph: Graph): Digest {
  // All that instances are numbered and named by.
  const nodes = graph.nodes.map(({ template, space }) => [
    template.name,
    space.axes.map(({ name, labels }) => [name, labels]),
  ]);
  const made = { document: graph.pipeline.document(), nodes, leftOut: [...graph.leftOut.keys()] };
  return taggedDigest('snapshot', canonicalJson(made));
}

export function makeSnapshot(graph: Graph): RunSnapshot {
  const instances = Array.from({ length: graph.instanceCount }, (_, id) =>
    graph.leftOut.has(id) ? null : instanceName(graph, id),
  );
  return { document: graph.pipeline.document(), instances };
}
