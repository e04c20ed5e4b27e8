import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import test from 'ava';
import { builtInNodes } from '../../nodes/registry.js';
import { formatDiagnostic } from './diagnostics/format-diagnostic.js';
import { loadPipeline } from './load-pipeline.js';

const folder = join(import.meta.dirname, '../../pipelines');
const registry = {
  get: (type: string) => builtInNodes.find((node) => node.type === type),
  types: () => builtInNodes.map(({ type }) => type),
};
const documents = (await readdir(folder)).filter((name) => name.endsWith('.json'));

test('the pipelines that come along are right, and built-in types are checked without ajv', async (t) => {
  for (const name of documents) {
    const file = join(folder, name);
    const { diagnostics } = await loadPipeline(file, {
      registry,
      variables: {},
      environment: { DATA: '/data' },
    });
    t.deepEqual(
      diagnostics.map((diagnostic) => formatDiagnostic(diagnostic)),
      [],
    );
  }
  t.true(documents.length > 0);
  const loaded = Object.keys(createRequire(import.meta.url).cache);
  t.deepEqual(
    loaded.filter((path) => /node_modules\/(ajv|sharp|@tensorflow)\//.test(path)),
    [],
  );
});
