import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BlobStore } from '../../cache/blobs/blob-store.js';
import { diskError, isReadError } from '../../cache/disk-error.js';
import { fileDigest } from '../../cache/key/digest.js';
import { type SavedState, StateStore } from '../../cache/states/state-store.js';
import { workFolder } from '../../cache/states/work-folder.js';
import { missingAsUndefined, UnreadableFile } from '../../cache/unreadable-file.js';
import type { AnyNode } from '../../nodes/define-node.js';
import { isNodeError, NodeError } from '../../nodes/node-error.js';
import type { Checkpoint, InputArtifact, RunContext } from '../../nodes/run-context.js';
import { randomAt } from '../../random/random.js';
import type { NodeFailure, Task, TaskInput, TaskOutcome, TaskUpdate } from '../executors/task.js';
import { CheckpointTimer } from './checkpoint-timer.js';
import { inEnvironment } from './environment.js';
import { DamagedBlob, openArtifact } from './open-artifact.js';
import { OutputFiles } from './output-files.js';

/** Runs one task in this process. Never throws for what goes wrong in the node: that is an outcome. */
export async function runTask(
  task: Task,
  definition: AnyNode,
  signal: AbortSignal,
  tell: (update: TaskUpdate) => void,
): Promise<TaskOutcome> {
  const startedAt = performance.now();
  try {
    const outputs = new OutputFiles(definition, blobsFor(task));
    const work = { used: false };
    const context = await contextFor(task, definition, outputs, work, signal, tell);
    const environment = await inEnvironment(() => definition.run(context as Parameters<AnyNode['run']>[0]));
    await checkUnchanged(task);
    return {
      kind: 'succeeded',
      outputs: outputs.artifacts(definition.produces?.(task.params) ?? Object.keys(definition.outputs)),
      contents: outputs.contents,
      durationMs: Math.round(performance.now() - startedAt),
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
      environment,
      ...(work.used && { leavesWork: true }),
    };
  } catch (error) {
    if (signal.aborted && error === signal.reason) return { kind: 'stopped' };
    return { kind: 'failed', failure: failureOf(error) };
  }
}

async function contextFor(
  task: Task,
  definition: AnyNode,
  outputs: OutputFiles,
  work: { used: boolean },
  signal: AbortSignal,
  tell: (update: TaskUpdate) => void,
): Promise<RunContext> {
  const states = new StateStore(task.storeFolder);
  const timer = new CheckpointTimer(task.checkpointEveryMs, () => performance.now());
  let lastState = await findState(task, states, tell);
  if (lastState) tell({ kind: 'resumed', progress: lastState.progress });
  return {
    params: task.params,
    inputs: await openInputs(task),
    files: task.files,
    signal,
    lastCheckpoint: lastState && openState(task, states, lastState),
    log: (message) => tell({ kind: 'log', level: 'info', message }),
    warn: (message) => tell({ kind: 'log', level: 'warning', message }),
    metric: (values, epoch) => tell({ kind: 'metric', epoch, values }),
    progress: (progress) => tell({ kind: 'progress', progress }),
    async checkpoint(progress, files, carriedOver = []) {
      if (task.trajectory === undefined) throw new Error(`bug: ${definition.type} declares no trajectory`);
      if (carriedOver.length > 0 && !lastState) throw new Error('bug: no state to carry files over from');
      const carried = lastState && { from: lastState, names: carriedOver };
      lastState = { progress, files: await states.write(task.trajectory, progress, files, carried) };
      timer.restart();
      tell({ kind: 'checkpoint', ...lastState });
      return openState(task, states, lastState);
    },
    checkpointDue: () => timer.isDue,
    random: (stream, seed, epoch = 0, step = 0) => randomAt({ stream, seed, epoch, step }),
    output: (port) => outputs.port(port),
    async workFolder() {
      work.used = true;
      const folder = workFolder(task.storeFolder, task.key);
      await mkdir(folder, { recursive: true });
      return folder;
    },
  };
}

/** Small inputs came with the task: only the coordinator opens the database. */
function blobsFor({ storeFolder, contents }: Task): BlobStore {
  return new BlobStore(storeFolder, contents);
}

async function openInputs(task: Task): Promise<Record<string, unknown>> {
  const blobs = blobsFor(task);
  const open = async ({ artifact, at }: TaskInput): Promise<InputArtifact> => {
    const opened = await openArtifact(artifact, blobs);
    return at === undefined ? opened : Object.assign(opened, { at });
  };
  const ports = Object.entries(task.inputs).map(async ([port, input]) => [
    port,
    isList(input) ? await Promise.all(input.map(open)) : await open(input),
  ]);
  return Object.fromEntries(await Promise.all(ports));
}

function isList(input: TaskInput | readonly TaskInput[]): input is readonly TaskInput[] {
  return Array.isArray(input);
}

/** The furthest state whose files are whole. */
async function findState(
  task: Task,
  states: StateStore,
  tell: (update: TaskUpdate) => void,
): Promise<SavedState | undefined> {
  for (const { progress, files } of task.checkpoints) {
    const folder = states.folder(task.trajectory ?? '', progress);
    const whole = await Promise.all(
      files.map(async ({ name, digest }) => {
        const path = join(folder, name);
        return (await fileDigest(path).catch(missingAsUndefined(path))) === digest;
      }),
    );
    if (!whole.includes(false)) return { progress, files };
    tell({
      kind: 'log',
      level: 'warning',
      message: `the saved state at ${Number(progress.toFixed(2))} is damaged and is not used`,
    });
  }
  return undefined;
}

function openState(task: Task, states: StateStore, { progress }: SavedState): Checkpoint {
  const folder = states.folder(task.trajectory ?? '', progress);
  return { progress, read: (name) => readFile(join(folder, name)) };
}

/**
 * The key was made from the user's files as they were when the plan was made. Whatever was done to one of them since
 * then, the node may have read something else, and its result must not be recorded under that key.
 */
async function checkUnchanged({ files, filesChangedNs }: Task): Promise<void> {
  for (const { name, path } of Object.values(files).flat()) {
    const found = await stat(path, { bigint: true }).catch(() => undefined);
    if (found && String(found.ctimeNs) === filesChangedNs[path]) continue;
    throw new NodeError(
      'bad-input',
      `${name} changed while the run was under way`,
      'run again, and it is read anew',
    );
  }
}

function failureOf(error: unknown): NodeFailure {
  if (isNodeError(error)) {
    return {
      kind: error.kind,
      message: error.message,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    };
  }
  if (error instanceof DamagedBlob) {
    return {
      kind: 'damaged-artifact',
      message: error.message,
      digest: error.digest,
      hint: 'it was moved aside; run again, and what made it is computed anew',
    };
  }
  if (error instanceof UnreadableFile) {
    return {
      kind: 'unreadable',
      message: error.message,
      hint: 'see to the disk, then run again; if the file is lost, delete it, and what made it is computed anew',
    };
  }
  if (error instanceof Error) {
    if (isReadError(error))
      return {
        kind: 'unreadable',
        message: `cannot read a file: ${diskError(error)}`,
        hint: 'see to the disk',
      };
    const refused = diskError(error);
    if (refused !== undefined)
      return { kind: 'store', message: refused, hint: 'see to the disk, then run again' };
    return {
      kind: 'error',
      message: error.message,
      ...(error.stack === undefined ? {} : { stack: error.stack }),
    };
  }
  return { kind: 'error', message: String(error) };
}
