import { resolve } from 'node:path';
import { BlobStore } from '../cache/blobs/blob-store.js';
import { RecordStore } from '../cache/records/record-store.js';
import type { Diagnostic } from '../engine/document/diagnostics/diagnostic.js';
import { loadPipeline } from '../engine/document/load-pipeline.js';
import type { Pipeline } from '../engine/document/pipeline.js';
import type { Graph, InstanceId } from '../engine/graph/graph.js';
import { makePlan, type Planning } from '../engine/plan/make-plan.js';
import { openProject, type Project } from '../engine/project/project.js';
import type { PipelineOptions } from './options.js';
import { UserError } from './user-error.js';

export interface LoadedPipeline {
  readonly project: Project;
  readonly pipeline?: Pipeline;
  readonly diagnostics: readonly Diagnostic[];
  /** Absolute paths of the document and of what it pulls in. */
  readonly files: readonly string[];
}

/** Reads a pipeline and its project; what is wrong comes back as diagnostics. */
export async function readPipeline(file: string, options: PipelineOptions): Promise<LoadedPipeline> {
  const path = resolve(file);
  const project = await openProject(path, { store: options.store, environment: process.env });
  return { project, ...(await loadInProject(path, project, options)) };
}

/** Reads the pipeline at an absolute path, with the node types of its project. */
export async function loadInProject(
  path: string,
  { registry, diagnostics: problems }: Project,
  { set }: PipelineOptions,
): Promise<Omit<LoadedPipeline, 'project'>> {
  const loaded = await loadPipeline(path, { registry, variables: set, environment: process.env });
  const diagnostics = [...problems, ...loaded.diagnostics];
  const isRefused = diagnostics.some(({ severity }) => severity === 'error');
  return {
    diagnostics,
    files: loaded.files,
    ...(loaded.pipeline && !isRefused && { pipeline: loaded.pipeline }),
  };
}

export interface OpenedPlan {
  readonly project: Project;
  readonly planning: Planning;
  /** Undefined where nothing has run yet. */
  readonly store: RecordStore | undefined;
  readonly blobs: BlobStore;
  readonly warnings: readonly Diagnostic[];
}

/**
 * Plans a pipeline for a command that only reads; where it is said which instances are of interest, only these and what
 * they need. Throws a `UserError` where something is wrong.
 */
export async function openPlan(
  file: string,
  options: PipelineOptions,
  of?: (graph: Graph) => Iterable<InstanceId>,
): Promise<OpenedPlan> {
  const json = options.json === true;
  const { project, pipeline, diagnostics } = await readPipeline(file, options);
  if (!pipeline) throw new UserError(diagnostics, json);
  const store = RecordStore.openExisting(project.storeFolder);
  const blobs = new BlobStore(project.storeFolder, store?.smallBlobs);
  const planned = await makePlan(pipeline, store, project.storeFolder, of ? { of } : {});
  if (!planned.planning) throw new UserError([...diagnostics, ...planned.diagnostics], json);
  return { project, planning: planned.planning, store, blobs, warnings: diagnostics };
}
