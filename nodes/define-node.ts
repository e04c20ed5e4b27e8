import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import type { ArtifactType } from './artifacts/artifact-types.js';
import type { GatheredArtifact, InputArtifact, InputFile, Point, RunContext } from './run-context.js';
import type { TrainedNetwork } from './training/trained-network.js';

export type { FromSchema, JSONSchema } from 'json-schema-to-ts';
export { NodeError } from './node-error.js';
export type * from './run-context.js';
export type { TrainedNetwork } from './training/trained-network.js';

export interface InputPort {
  readonly artifact: ArtifactType;
  readonly description: string;
  /** May be unconnected, or point to an instance that is left out. */
  readonly optional?: true;
  /** The name of a param that is of no use without this input: where the param is given, the input must be, too. */
  readonly neededBy?: string;
  /** Takes `{ "gather": "node" }` instead of one reference. */
  readonly gather?: true;
}

export interface OutputPort {
  readonly artifact: ArtifactType;
  readonly description: string;
}

/** Which of the user's files a param names. Their content enters the key; where they lie does not. */
export interface FileSelection {
  readonly kind: 'folder' | 'file' | 'folder or file';
  /** Of the files that are looked for in a folder. Lower case, with the dot. */
  readonly extensions: readonly string[];
  /** Of folders that count as one file, with all that they hold: `.zarr`. */
  readonly folderExtensions?: readonly string[];
}

/** A file or folder below one that a param names: `.` is all of it. */
export interface FilesWithin {
  readonly path: string;
  /** In place of those of the selection. */
  readonly extensions: readonly string[];
}

/** Something wrong with params or files, found before anything runs. */
export interface Problem {
  /** Where in the params: `['split', 0]`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint?: string;
}

/** The inputs as `run` gets them: one artifact, a list where gathered, `undefined` where optional and absent. */
export type OpenInputs<I extends Readonly<Record<string, InputPort>>> = {
  readonly [P in keyof I]: I[P] extends { gather: true }
    ? readonly GatheredArtifact[]
    : I[P] extends { optional: true }
      ? InputArtifact | undefined
      : InputArtifact;
};

/** The context that the run code of a node with these params and ports receives. */
export type ContextOf<
  P extends JSONSchema,
  I extends Readonly<Record<string, InputPort>>,
  O extends Readonly<Record<string, OutputPort>>,
> = RunContext<FromSchema<P>, OpenInputs<I>, Extract<keyof O, string>>;

/** A JSON Schema of an object, written `as const` so that its type is known; its own shape is checked where it is compiled. */
export type ParamsSchema = { readonly type: 'object'; readonly [keyword: string]: unknown };

type InputPorts = Readonly<Record<string, InputPort>>;
type OutputPorts = Readonly<Record<string, OutputPort>>;

/**
 * A node type. Generic over what its params are once they are checked, not over their schema: comparing schemas as
 * types would take the compiler minutes.
 */
export interface NodeDefinition<Params, I extends InputPorts, O extends OutputPorts> {
  /** The word under `type` in a pipeline. */
  readonly type: string;
  /** Part of the key. Raise it when the same inputs give another result. Plugins may leave it out: see docs. */
  readonly version?: string;
  readonly description: string;
  /** JSON Schema (draft-07) of an object; `default`s are filled in before the key is made. */
  readonly params: ParamsSchema;
  readonly inputs: I;
  readonly outputs: O;
  /** Which output ports exist with these params; all of them where not given. */
  produces?(params: Params): readonly Extract<keyof O, string>[];
  /** Rules between params that a schema cannot say. */
  check?(params: Params): readonly Problem[];
  /** Rules between params and the points that a gathering port will collect, such as names of their axes. */
  checkGathered?(params: Params, port: string, points: readonly Point[]): readonly Problem[];
  /** The networks that it trains, so that they can be looked at before the run. */
  networks?(params: Params): readonly TrainedNetwork[];
  /** Top-level params that name the user's files. */
  readonly files?: Readonly<Record<string, FileSelection>>;
  /** By param, which files and folders below what it names are used, where it is not all of it. */
  filesWithin?(params: Params): Readonly<Record<string, readonly FilesWithin[]>>;
  /** Looks at the named files (only where the instance would run), so that bad data is refused before the run. */
  inspect?(
    params: Params,
    files: Readonly<Record<string, readonly InputFile[]>>,
  ): Promise<readonly Problem[]>;
  /** What an instance takes while it runs; one cpu where not given. A pipeline may say otherwise; never in the key. */
  readonly resources?: {
    /** Cpus that TensorFlow keeps busy at one thread; `run --threads N` makes it N times as many. */
    readonly cpus?: number;
    /** Has a GPU to itself where the run has some; without, it must run on the CPU. Other nodes never see one. */
    readonly gpus?: 1;
    /** Resident memory of the worker and what it starts: it is stopped where it holds more. No limit where not given. */
    readonly memoryBytes?: number | ((params: Params) => number);
    /** Of what only so many may be used at a time, by name: `{ "download": 1 }`. There is 1 where nobody says. */
    readonly limits?: Readonly<Record<string, number>>;
  };
  /** How long one attempt may take; as long as it likes where not given. A pipeline may say otherwise; never in the key. */
  readonly timeoutMs?: number;
  /** This node trains: the named param counts progress (epochs) and is not identity; state is saved without it. */
  readonly trajectory?: { readonly progress: string };
  /** Only rearranges small data: runs inside the coordinator. */
  readonly light?: true;
  run(context: RunContext<Params, OpenInputs<I>, Extract<keyof O, string>>): Promise<void>;
}

/** What a params schema accepts, defaults filled in. */
export type ParamsOf<P> = P extends JSONSchema ? FromSchema<P> : never;

/** Gives a definition its types from its params schema and ports; this is the whole plugin interface. */
export function defineNode<
  const P extends ParamsSchema,
  const I extends InputPorts,
  const O extends OutputPorts,
>(definition: NodeDefinition<ParamsOf<P>, I, O> & { readonly params: P }): NodeDefinition<ParamsOf<P>, I, O> {
  return definition;
}

/** Any definition, whatever its params and ports: what registries hold. */
// biome-ignore lint/suspicious/noExplicitAny: params are checked by ajv before any of these functions sees them.
export type AnyNode = NodeDefinition<any, any, any>;
