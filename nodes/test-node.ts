import { createWriteStream, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Ajv } from 'ajv';
import { artifactOf } from '../cache/artifact.js';
import { fileDigest } from '../cache/key/digest.js';
import type { JsonObject } from '../engine/document/pipeline.js';
import { defaultsOf } from '../engine/document/schema/fill-defaults.js';
import { listFiles } from '../engine/plan/list-files.js';
import { randomAt } from '../random/random.js';
import type { ArtifactType } from './artifacts/artifact-types.js';
import type { AnyNode, FileSelection, FilesWithin, InputPort } from './define-node.js';
import type {
  Checkpoint,
  GatheredArtifact,
  InputArtifact,
  InputFile,
  OutputArtifact,
  Progress,
} from './run-context.js';

type Ports<Port> = Readonly<Record<string, Port>>;
type PortOf<D extends AnyNode> = Extract<keyof D['outputs'], string>;

export interface TestNodeRequest {
  /** As written in a pipeline; defaults are filled in. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** By input port: one artifact, or a list where the port gathers. */
  readonly inputs?: Readonly<Record<string, InputArtifact | readonly GatheredArtifact[] | undefined>>;
  /** In place of the files that the params name. */
  readonly files?: Readonly<Record<string, readonly InputFile[]>>;
  /** A checkpoint of an earlier test run, to go on from. */
  readonly lastCheckpoint?: Checkpoint;
  /** Whether a state is to be saved within an epoch; never where not given. */
  readonly checkpointDue?: () => boolean;
  readonly signal?: AbortSignal;
  /** What an earlier attempt left; an empty folder where not given. */
  readonly workFolder?: string;
  readonly onProgress?: (progress: Progress) => void;
}

export interface TestNodeResult<Port extends string> {
  /** Ready to be given to the next node. Ports that these params do not produce are missing. */
  readonly outputs: Readonly<Record<Port, InputArtifact>>;
  readonly logs: readonly { readonly level: 'log' | 'warn'; readonly message: string }[];
  readonly metrics: readonly { readonly epoch: number; readonly values: Readonly<Record<string, number>> }[];
  /** In the order in which they were saved. */
  readonly checkpoints: readonly Checkpoint[];
}

/**
 * Runs one node as the engine would, without an engine: params are validated and completed, the files that they name
 * are found and hashed, and outputs go to a temporary folder that lives as long as the process. Throws what the node
 * throws, and an error that lists the problems where params or inputs do not fit the definition.
 */
export async function testNode<D extends AnyNode>(
  definition: D,
  request: TestNodeRequest = {},
): Promise<TestNodeResult<PortOf<D>>> {
  type Port = PortOf<D>;
  const params = completeParams(definition, request.params ?? {});
  const problems = definition.check?.(params) ?? [];
  if (problems.length > 0) throw new Error(problems.map((problem) => problem.message).join('\n'));

  const logs: { level: 'log' | 'warn'; message: string }[] = [];
  const metrics: { epoch: number; values: Readonly<Record<string, number>> }[] = [];
  const checkpoints: Checkpoint[] = [];
  const produced = definition.produces?.(params) ?? (Object.keys(definition.outputs) as Port[]);
  const outputs = new Map(
    produced.map((port) => [port, new FolderOutput(definition.outputs[port]!.artifact)]),
  );

  const context = {
    params,
    inputs: checkedInputs(definition.inputs, request.inputs ?? {}),
    files: request.files ?? (await namedFiles(definition, params)),
    signal: request.signal ?? new AbortController().signal,
    lastCheckpoint: request.lastCheckpoint,
    log: (message: string) => void logs.push({ level: 'log', message }),
    warn: (message: string) => void logs.push({ level: 'warn', message }),
    metric: (values: Readonly<Record<string, number>>, epoch: number) => void metrics.push({ epoch, values }),
    progress: request.onProgress ?? (() => {}),
    async checkpoint(
      progress: number,
      files: Readonly<Record<string, Uint8Array>>,
      carriedOver: readonly string[] = [],
    ) {
      if (!definition.trajectory)
        throw new Error(`${definition.type} saves a checkpoint but declares no trajectory`);
      const before = checkpoints.at(-1) ?? request.lastCheckpoint;
      if (carriedOver.length > 0 && !before)
        throw new Error('there is no checkpoint to carry files over from');
      const carried = await Promise.all(
        carriedOver.map(async (name) => [name, await before!.read(name)] as const),
      );
      const saved = checkpointOf(progress, { ...Object.fromEntries(carried), ...files });
      checkpoints.push(saved);
      return saved;
    },
    checkpointDue: request.checkpointDue ?? (() => false),
    random: (stream: string, seed: number, epoch?: number, step?: number) =>
      randomAt({ stream, seed, epoch: epoch ?? 0, step: step ?? 0 }),
    output(port: Port): OutputArtifact {
      const output = outputs.get(port);
      if (!output) throw new Error(`${definition.type} has no output ${port} with these params`);
      return output;
    },
    workFolder: async () => request.workFolder ?? newFolder(),
  };
  await definition.run(context);

  const opened = await Promise.all(
    [...outputs].map(async ([port, output]) => [port, await output.open()] as const),
  );
  const empty = opened.filter(([, artifact]) => artifact.fileNames.length === 0).map(([port]) => port);
  if (empty.length > 0) throw new Error(`${definition.type} wrote nothing to ${empty.join(', ')}`);
  return { outputs: Object.fromEntries(opened) as Record<Port, InputArtifact>, logs, metrics, checkpoints };
}

/**
 * `params` with the schema's defaults filled in, as the definition's functions take them. Throws an error that lists
 * what does not fit the schema.
 */
// biome-ignore lint/suspicious/noExplicitAny: the type is the definition's own, and the schema was just checked.
export function completeParams(definition: AnyNode, params: Readonly<Record<string, unknown>>): any {
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
  const completed = defaultsOf(definition.params)(structuredClone(params) as JsonObject);
  const fits = ajv.compile(definition.params as object);
  if (!fits(completed)) throw new Error(ajv.errorsText(fits.errors, { dataVar: 'params', separator: '\n' }));
  return completed;
}

/** An artifact with these files, as if a node had written it. */
export async function artifactFromFiles(
  type: ArtifactType,
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<InputArtifact> {
  const output = new FolderOutput(type);
  for (const [name, content] of Object.entries(files)) await output.write(name, content);
  return output.open();
}

/** The files that a param names by `path`, as the engine finds them. Throws where some cannot be had. */
export async function inputFiles(
  path: string,
  selection: FileSelection,
  within?: readonly FilesWithin[],
): Promise<readonly InputFile[]> {
  const { files, problems } = await listFiles(path, selection, fileDigest, within);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return files;
}

/** The files that all params of a definition name, by param. */
export async function namedFiles(
  definition: AnyNode,
  params: unknown,
): Promise<Readonly<Record<string, readonly InputFile[]>>> {
  const files: Record<string, readonly InputFile[]> = {};
  const within = definition.filesWithin?.(params) ?? {};
  for (const [param, selection] of Object.entries(definition.files ?? {})) {
    const path = (params as Record<string, unknown>)[param];
    files[param] = typeof path === 'string' ? await inputFiles(path, selection, within[param]) : [];
  }
  return files;
}

function checkedInputs(ports: Ports<InputPort>, inputs: NonNullable<TestNodeRequest['inputs']>) {
  for (const [name, port] of Object.entries(ports)) {
    const input = inputs[name];
    if (input === undefined && !port.optional) throw new Error(`the input ${name} is missing`);
    if (input !== undefined && Array.isArray(input) !== (port.gather === true)) {
      throw new Error(`the input ${name} takes ${port.gather ? 'a list of artifacts' : 'one artifact'}`);
    }
  }
  const unknown = Object.keys(inputs).filter((name) => ports[name] === undefined);
  if (unknown.length > 0) throw new Error(`there is no input ${unknown.join(', ')}`);
  return inputs;
}

function checkpointOf(progress: number, files: Readonly<Record<string, Uint8Array>>): Checkpoint {
  const held = new Map(Object.entries(files).map(([name, content]) => [name, Buffer.from(content)]));
  return {
    progress,
    async read(name) {
      const content = held.get(name);
      if (!content) throw new Error(`the checkpoint has no file ${name}`);
      return Buffer.from(content);
    },
  };
}

let temporaryFolder: string | undefined;

function newFolder(): string {
  if (temporaryFolder === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'micrograph-test-node-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    temporaryFolder = folder;
  }
  return mkdtempSync(join(temporaryFolder, 'artifact-'));
}

class FolderOutput implements OutputArtifact {
  readonly #type: ArtifactType;
  readonly #folder = newFolder();
  readonly #names: string[] = [];

  constructor(type: ArtifactType) {
    this.#type = type;
  }

  async write(name: string, data: Uint8Array | string | AsyncIterable<Uint8Array>): Promise<void> {
    const path = join(this.#folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    const whole = typeof data === 'string' || data instanceof Uint8Array;
    await pipeline(Readable.from(whole ? [data] : data), createWriteStream(path));
    this.#names.push(name);
  }

  discard(): void {
    this.#names.length = 0;
  }

  async open(): Promise<InputArtifact> {
    const files = await Promise.all(
      this.#names.map(async (name) => {
        const path = join(this.#folder, name);
        return { name, digest: await fileDigest(path), sizeBytes: (await stat(path)).size };
      }),
    );
    const artifact = artifactOf(this.#type, files);
    const fileNames = artifact.files.map((file) => file.name);
    const path = (name: string) => {
      if (!fileNames.includes(name)) throw new Error(`bug: the artifact has no file ${name}`);
      return join(this.#folder, name);
    };
    return {
      digest: artifact.digest,
      fileNames,
      has: (name) => fileNames.includes(name),
      isFile: () => true,
      path,
      read: (name) => readFile(path(name)),
      json: async <T>(name: string) => JSON.parse(await readFile(path(name), 'utf8')) as T,
    };
  }
}
