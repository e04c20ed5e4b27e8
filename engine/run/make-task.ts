import { isSmall, type SmallBlobs, type SmallContents } from '../../cache/blobs/small-blobs.js';
import type { CheckpointRecord } from '../../cache/records/record.js';
import { bug } from '../bug.js';
import type { Task, TaskInput } from '../executors/task.js';
import { type InstanceId, instanceName, nodeOf, variantOf } from '../graph/graph.js';
import type { Planning } from '../plan/make-plan.js';
import type { Trajectory } from '../plan/trajectory.js';

/** Writes down all that a worker needs for one attempt; the instance's inputs must be known. */
export function makeTask(
  { planner, files, fileDigests }: Planning,
  id: InstanceId,
  options: {
    readonly attempt: number;
    readonly trajectory: Trajectory | undefined;
    readonly checkpoints: readonly CheckpointRecord[];
    readonly checkpointEveryMs: number | undefined;
    readonly gpu: string | undefined;
    /** 0 for no limit. */
    readonly memoryBytes: number;
    readonly plugin: string | undefined;
    readonly storeFolder: string;
    readonly smallBlobs: SmallBlobs;
  },
): Task {
  const { graph } = planner;
  const node = nodeOf(graph, id);
  const index = id - node.firstId;
  const variant = variantOf(node, index);
  const named = files.files(variant);
  const inputs: Record<string, TaskInput | TaskInput[]> = {};
  for (const input of node.inputs) {
    const { port, output } = input.reference;
    const { space, firstId } = input.producer;
    const given = planner.producers(id, input).map((producer) => {
      const artifact = planner.outputs(producer)?.[output];
      if (!artifact) throw new Error(`bug: ${instanceName(graph, producer)} has no output ${output} yet`);
      return input.gathered ? { artifact, at: space.labelsAt(producer - firstId) } : { artifact };
    });
    if (input.gathered) inputs[port] = given;
    else if (given[0]) inputs[port] = given[0];
  }
  const { trajectory, plugin, checkpoints, checkpointEveryMs, gpu, memoryBytes } = options;
  const timeoutMs = node.template.timeoutMs ?? node.template.definition.timeoutMs;
  return {
    key: planner.key(id) ?? bug(`${instanceName(graph, id)} has no key`),
    instance: instanceName(graph, id),
    attempt: options.attempt,
    type: node.template.definition.type,
    version: node.template.definition.version ?? bug(`${node.template.definition.type} has no version`),
    params: variant.params,
    files: named,
    filesChangedNs: Object.fromEntries(
      Object.values(named).flatMap((list) => list.map(({ path }) => [path, fileDigests.changedNs(path)])),
    ),
    inputs,
    contents: smallContents(Object.values(inputs).flat(), options.smallBlobs),
    checkpoints: checkpoints
      .filter(({ progress }) => trajectory !== undefined && progress <= trajectory.progress)
      .toSorted((a, b) => b.progress - a.progress),
    storeFolder: options.storeFolder,
    ...(trajectory && { trajectory: trajectory.key }),
    ...(checkpointEveryMs !== undefined && { checkpointEveryMs }),
    ...(gpu !== undefined && { gpu }),
    ...(memoryBytes > 0 && { memoryBytes }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(plugin !== undefined && { plugin }),
  };
}

function smallContents(inputs: readonly TaskInput[], smallBlobs: SmallBlobs): SmallContents {
  const contents = new Map<string, Uint8Array>();
  for (const { digest, sizeBytes } of inputs.flatMap(({ artifact }) => artifact.files)) {
    // What is not there after all is found missing when the task opens it.
    const content = isSmall(sizeBytes) && !contents.has(digest) ? smallBlobs.get(digest) : undefined;
    if (content) contents.set(digest, content);
  }
  return contents;
}
