import type { RecordStore } from '../../cache/records/record-store.js';
import type { Diagnostic } from '../document/diagnostics/diagnostic.js';
import type { Pipeline, Variant } from '../document/pipeline.js';
import { expandGraph, type Graph, type InstanceId, nodeOf, variantOf } from '../graph/graph.js';
import { withUpstream } from '../graph/select.js';
import { FileDigests } from './file-digests.js';
import { findInputFiles, type InputFiles } from './input-files.js';
import { neededAgain } from './needed-again.js';
import { Planner } from './planner.js';
import { RecordLookup } from './record-lookup.js';

/** A pipeline worked out against a store: what a plan shows and a run starts from. */
export interface Planning {
  readonly planner: Planner;
  readonly files: InputFiles;
  readonly fileDigests: FileDigests;
  readonly lookup: RecordLookup;
}

export interface PlanOptions {
  readonly signal?: AbortSignal;
  /** Which instances are of interest; all where not given. They are planned with what they need, and nothing else. */
  readonly of?: (graph: Graph) => Iterable<InstanceId>;
  /** The instances whose results are asked for, where it is a part of them. */
  readonly asked?: (graph: Graph) => ReadonlySet<InstanceId>;
  /** For who asks for keys only: takes results whose content was let go for known, whoever needs them. */
  readonly keysOnly?: true;
}

/** Reads, never writes. Problems of the sweep and of the user's files come back as diagnostics. */
export async function makePlan(
  pipeline: Pipeline,
  store: RecordStore | undefined,
  storeFolder: string,
  { signal, of, asked, keysOnly }: PlanOptions = {},
): Promise<{ planning?: Planning; diagnostics: readonly Diagnostic[] }> {
  const { graph, diagnostics } = expandGraph(pipeline);
  if (diagnostics.length > 0) return { diagnostics };

  const chosen = of && new Set(of(graph));
  const wanted = chosen && withUpstream(graph, chosen);
  const fileDigests = new FileDigests(store, signal);
  const files = await findInputFiles(pipeline, fileDigests, wanted && variantsOf(graph, wanted));
  if (files.diagnostics.length > 0) return { diagnostics: files.diagnostics };

  const lookup = new RecordLookup(store, storeFolder);
  const start = () => {
    const started = new Planner(
      graph,
      {
        find: (key) => lookup.find(key),
        fileDigests: (variant) => files.digests(variant),
        content: (key, artifact, file) => lookup.content(key, artifact, file),
      },
      wanted,
    );
    started.start();
    return started;
  };
  let planner = start();
  // Of a part it cannot be told whether what is not planned needs content.
  if (!keysOnly && !of) {
    const { evicted } = lookup;
    const needed = evicted.size > 0 ? neededAgain(planner, evicted, asked?.(graph)) : evicted;
    lookup.acceptEvicted(new Set([...evicted].filter((key) => !needed.has(key))));
    if (needed.size > 0) {
      lookup.takeDamaged();
      planner = start();
    }
  }
  const problems = await inspectFiles(planner, files, wanted);
  if (problems.length > 0) return { diagnostics: problems };
  return { planning: { planner, files, fileDigests, lookup }, diagnostics: [] };
}

function variantsOf(graph: Graph, ids: Iterable<InstanceId>): ReadonlySet<Variant> {
  return new Set(
    Array.from(ids, (id) => {
      const node = nodeOf(graph, id);
      return variantOf(node, id - node.firstId);
    }),
  );
}

/** Lets node types look at the user's files where an instance would run, so that bad data is refused in advance. */
async function inspectFiles(
  planner: Planner,
  files: InputFiles,
  wanted: ReadonlySet<InstanceId> | undefined,
): Promise<Diagnostic[]> {
  const { graph } = planner;
  const inspected = new Set<Variant>();
  const diagnostics: Diagnostic[] = [];
  for (let id = 0; id < graph.instanceCount; id++) {
    const state = planner.state(id);
    if ((state !== 'run' && state !== 'waiting') || wanted?.has(id) === false) continue;
    const node = nodeOf(graph, id);
    const { template } = node;
    const variant = variantOf(node, id - node.firstId);
    if (!template.definition.inspect || inspected.has(variant)) continue;
    inspected.add(variant);
    for (const problem of await template.definition.inspect(variant.params, files.files(variant))) {
      diagnostics.push({
        severity: 'error',
        message: problem.message,
        ...(problem.hint === undefined ? {} : { hint: problem.hint }),
        location: template.locate(['params', ...problem.path]),
      });
    }
  }
  return diagnostics;
}
