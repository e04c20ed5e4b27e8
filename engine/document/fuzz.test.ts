import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { builtInNodes } from '../../nodes/registry.js';
import { diagnosticToJson } from './diagnostics/diagnostic-json.js';
import { formatDiagnostic } from './diagnostics/format-diagnostic.js';
import { loadPipeline } from './load-pipeline.js';
import { testNodes } from './load-text.test-helper.js';

const nodes = [...testNodes, ...builtInNodes];
const registry = {
  get: (type: string) => nodes.find((node) => node.type === type),
  types: () => nodes.map(({ type }) => type),
};
const quickstart = await readFile(join(import.meta.dirname, '../../pipelines/quickstart.json'), 'utf8');
const small = JSON.stringify({
  vars: { n: 3, net: { kind: 'linear' } },
  axes: { init: { R: 0, P: 5 }, model: [{ label: 'a', kind: 'unet', blocks: 2 }], seed: [1, 2] },
  sweep: {
    zip: [['init', 'seed']],
    exclude: [{ seed: [2], model: 'a' }],
    include: [{ init: 'P', seed: [2, 3] }],
  },
  search: {
    successiveHalving: {
      axis: ['init'],
      by: ['model'],
      metric: { node: 'gan.scores', value: 'dice', best: 'highest' },
      rungs: [1, 2],
      keep: 0.5,
    },
  },
  nodes: {
    all: {
      type: 'source',
      params: { path: '${env.HOME}/${seed}', take: '${init}' },
      when: { init: { not: 'R' } },
    },
    gan: {
      type: 'trainer',
      inputs: { images: 'all' },
      params: { network: '${model}', epochs: '${rung}', seed: '${vars.n}' },
    },
    table: { type: 'collector', inputs: { scores: { gather: 'gan', by: ['init'] } } },
  },
});

/** Texts that mean something at some place of a document. */
const words = [
  '"init"',
  '"gan"',
  '"all.images"',
  '"${init}"',
  '"${model.blocks}"',
  '"${vars.net}"',
  '"$${"',
  '"${"',
  '"label"',
  '"$ref"',
  '"by"',
  '"gather"',
  '"not"',
  '"zip"',
  '"rung"',
  '"${rung}"',
  '"search"',
  '"axis"',
  '"exclude"',
  '"seed"',
  '{"seed":2}',
  '"type"',
  '"trainer"',
  '"pipeline.json"',
  '"__proto__"',
  '"toString"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '0',
  '-1',
  '1e400',
  'null',
  'true',
  '""',
  '"\\u0000"',
  '"\\ud800"',
  '{}',
  '[]',
  '{"$ref":"pipeline.json"}',
  '// x',
];

const tokens = (text: string) => text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];

/** The document with some of its tokens replaced, left out or doubled. */
const mutated = (text: string) =>
  fc
    .array(
      fc.tuple(
        fc.nat(),
        fc.constantFrom('replace', 'remove', 'double', 'insert', 'swap'),
        fc.constantFrom(...words),
        fc.nat(),
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map((edits) => {
      const edited: string[] = [...tokens(text)];
      for (const [place, kind, word, other] of edits) {
        const at = place % edited.length;
        if (kind === 'replace') edited[at] = word;
        if (kind === 'remove') edited.splice(at, 1);
        if (kind === 'double') edited.splice(at, 0, edited[at]!);
        if (kind === 'insert') edited.splice(at, 0, word);
        if (kind === 'swap') edited[at] = edited[other % edited.length]!;
      }
      return edited.join(' ');
    });

for (const [name, text] of [
  ['a small document', small],
  ['the quickstart', quickstart],
] as const) {
  test(`mutations of ${name} give a pipeline or an error with a place, and never throw`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'micrograph-'));
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, 'pipeline.json');
    await fc.assert(
      fc.asyncProperty(mutated(text), async (document) => {
        await writeFile(file, document);
        const { pipeline, diagnostics } = await loadPipeline(file, {
          registry,
          variables: {},
          environment: { HOME: '/' },
        });
        for (const diagnostic of diagnostics) {
          formatDiagnostic(diagnostic, { folder });
          const { line, endLine, column, endColumn } = diagnosticToJson(diagnostic);
          if (
            !(line! >= 1 && column! >= 1 && endLine! >= line! && (endLine! > line! || endColumn! >= column!))
          ) {
            return false;
          }
        }
        const hasErrors = diagnostics.some(({ severity }) => severity === 'error');
        return hasErrors === (pipeline === undefined);
      }),
      { numRuns: 500 },
    );
    t.pass();
  });
}
