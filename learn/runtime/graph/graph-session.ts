import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backend, type Tensor } from '../tensorflow.js';
import type { GraphBuilder } from './graph-builder.js';

const tag = 'serve';

/** A graph that TensorFlow has loaded, and its variables' values. */
export class GraphSession {
  readonly #id: number;

  constructor(graph: GraphBuilder) {
    // The binding loads graphs from a folder only.
    const folder = mkdtempSync(join(tmpdir(), 'micrograph-graph-'));
    try {
      writeFileSync(join(folder, 'saved_model.pb'), graph.savedModel(tag));
      this.#id = backend().loadSavedModelMetaGraph(folder, tag);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /** Computes the nodes in `fetches`, given the placeholders' values; returns one tensor each. */
  run(feeds: ReadonlyMap<string, Tensor>, fetches: readonly string[]): Tensor[] {
    const names = [...feeds.keys()].map((name) => ({ name: `${name}:0` }));
    return backend().runSavedModel(
      this.#id,
      [...feeds.values()],
      names as Parameters<ReturnType<typeof backend>['runSavedModel']>[2],
      fetches.map((name) => `${name}:0`),
    );
  }

  dispose(): void {
    backend().deleteSavedModel(this.#id);
  }
}
