import { createRequire } from 'node:module';
import type * as tfjs from '@tensorflow/tfjs-node-gpu';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js';

export type TensorFlow = typeof tfjs;
export type Tensor = tfjs.Tensor;
export type Tensor4D = tfjs.Tensor4D;
export type Scalar = tfjs.Scalar;
/** Tensors by name. */
export type Tensors = Readonly<Record<string, Tensor>>;

let loaded: TensorFlow | undefined;
let requests = 0;

/** Loads TensorFlow once for this process. Throws an error that says what to do where it is not installed. */
export async function loadTensorFlow(): Promise<TensorFlow> {
  loaded ??= load();
  requests++;
  return loaded;
}

/** On what TensorFlow computes in this process. */
export interface TensorFlowFacts {
  readonly version: string;
  readonly device: 'cpu' | 'gpu';
  /** Threads within one operation. */
  readonly threads: number;
}

/** Begins to watch for `loadTensorFlow()`; the returned function gives the facts where it was called since then. */
export function watchTensorFlow(): () => TensorFlowFacts | undefined {
  const before = requests;
  return () => {
    if (requests === before) return undefined;
    const { binding, isUsingGpuDevice } = backend();
    return {
      version: (binding as unknown as { readonly TF_Version: string }).TF_Version,
      device: isUsingGpuDevice ? 'gpu' : 'cpu',
      threads: Number(process.env['TF_NUM_INTRAOP_THREADS']),
    };
  };
}

/** TensorFlow, which must have been loaded before: code that computes with tensors needs no `await`. */
export function tensorflow(): TensorFlow {
  if (!loaded) throw new Error('bug: loadTensorFlow() must be awaited before tensors are used');
  return loaded;
}

/** The backend that runs TensorFlow's operations by name. */
export function backend(): NodeJSKernelBackend {
  return tensorflow().backend() as NodeJSKernelBackend;
}

function load(): TensorFlow {
  // TensorFlow reads these when it is loaded, never again.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
  // Results depend on the number of threads inside one operation; one makes them independent of the machine's cores.
  process.env['TF_NUM_INTRAOP_THREADS'] ??= '1';
  // On a GPU, some operations sum in an order that differs from run to run unless they are told not to.
  process.env['TF_DETERMINISTIC_OPS'] ??= '1';
  try {
    return createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu') as TensorFlow;
  } catch (error) {
    throw new Error(loadFailure(error), { cause: error });
  }
}

/** What the user is told when TensorFlow, or its native binding, cannot be loaded. */
export function loadFailure(error: unknown): string {
  const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0]?.trim();
  return `TensorFlow could not be loaded (${reason}). Run \`npx micrograph doctor --install\` to install it.`;
}
