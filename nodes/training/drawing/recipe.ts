import type { ExampleSource, ExampleStream } from '../epoch-batches.js';

/** All that the batches of a training depend on, in a form that can be sent to a thread. */
export interface Recipe extends Omit<ExampleSource, 'set' | 'artifact' | 'indices'>, ExampleStream {
  readonly indices: Uint32Array;
  /** Paths of the image set's files, by name. */
  readonly files: Readonly<Record<string, string>>;
}

/** Undefined where the images were not opened from an artifact, so that nobody else can open them. */
export function recipeOf(source: ExampleSource, { stream, seed }: ExampleStream): Recipe | undefined {
  const { set: _, artifact, indices, ...rest } = source;
  if (!artifact) return undefined;
  const files = Object.fromEntries(artifact.fileNames.map((name) => [name, artifact.path(name)]));
  return { ...rest, stream, seed, indices: Uint32Array.from(indices), files };
}
