/**
 * Keeps, beside the bundle, V8's compiled code of it: of the functions that plans and runs of a small pipeline use, which
 * are those that most starts use. The bundle is loaded with it as long as Node.js stays the same.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const packageFolder = join(import.meta.dirname, '../..');
const load = createRequire(import.meta.url)(join(packageFolder, 'bin/micrograph.js')) as () => {
  main(argv: readonly string[]): Promise<void>;
  compiled(): Buffer;
};

const plugin = `
const params = { type: 'object', additionalProperties: false, properties: { n: { type: 'number', default: 0 } } };
const value = { artifact: 'json', description: 'a number' };
const node = { version: '1', description: 'Does nothing.', light: true, inputs: {}, outputs: { value } };
const write = ({ params, output }) => output('value').write('value.json', JSON.stringify(params));
export default [
  { ...node, type: 'give', params, run: write },
  { ...node, type: 'pass', params, inputs: { a: value }, run: write },
  { ...node, type: 'gather', params, inputs: { all: { ...value, gather: true } }, run: write },
];
`;
const pipeline = {
  axes: { seed: [1, 2] },
  nodes: {
    data: { type: 'give' },
    scores: { type: 'pass', params: { n: '${seed}' }, inputs: { a: 'data' } },
    table: { type: 'gather', inputs: { all: { gather: 'scores' } } },
  },
};

const folder = await mkdtemp(join(tmpdir(), 'micrograph-build-'));
try {
  await writeFile(join(folder, 'plugin.mjs'), plugin);
  await writeFile(join(folder, 'micrograph.config.json'), JSON.stringify({ plugins: ['plugin.mjs'] }));
  await writeFile(join(folder, 'pipeline.json'), JSON.stringify(pipeline));
  process.chdir(folder);
  const { main, compiled } = load();
  for (const command of ['plan', 'run', 'run', 'plan', 'explain'])
    await main(['node', 'micrograph', command, 'pipeline.json', ...(command === 'explain' ? ['table'] : [])]);
  if (process.exitCode) throw new Error(`bug: the bundle does not work: status ${process.exitCode}`);
  await writeFile(join(packageFolder, 'dist/bundle/main.cjs.compiled'), compiled());
} finally {
  await rm(folder, { recursive: true, force: true });
}
