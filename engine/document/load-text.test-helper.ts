import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { AnyNode } from '../../nodes/define-node.js';
import { formatDiagnostic } from './diagnostics/format-diagnostic.js';
import { type LoadOptions, type LoadResult, loadPipeline } from './load-pipeline.js';
import type { Pipeline } from './pipeline.js';

const run = async () => {};

/** Makes image sets; with `split` three of them instead of one. */
const source: AnyNode = {
  type: 'source',
  version: '1',
  description: 'Makes images.',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['path'],
    properties: {
      path: { type: 'string', description: 'Where they are.' },
      take: { type: 'integer', minimum: 1, description: 'How many.' },
      split: { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 3, description: 'Shares.' },
      contrast: { enum: ['keep', 'invert'], default: 'keep', description: 'Dark or bright.' },
    },
  },
  inputs: {},
  outputs: {
    images: { artifact: 'image-set', description: 'All images.' },
    train: { artifact: 'image-set', description: 'The first share.' },
    test: { artifact: 'image-set', description: 'The last share.' },
  },
  produces: ({ split }: { split?: readonly number[] }) =>
    split === undefined ? ['images'] : ['train', 'test'],
  check: ({ split = [1] }: { split?: readonly number[] }) => {
    const sum = split.reduce((total, share) => total + share, 0);
    return sum === 1 ? [] : [{ path: ['split'], message: `the shares sum to ${sum}, not to 1` }];
  },
  run,
};

const trainer: AnyNode = {
  type: 'trainer',
  version: '1',
  description: 'Trains a network.',
  params: {
    type: 'object',
    additionalProperties: false,
    properties: {
      epochs: { type: 'integer', minimum: 1, default: 5, description: 'Passes over the images.' },
      seed: { type: 'integer', default: 0, description: 'Of the random numbers.' },
      network: {
        description: 'The network.',
        oneOf: [
          {
            type: 'object',
            additionalProperties: false,
            required: ['kind', 'blocks'],
            properties: {
              kind: { const: 'unet' },
              blocks: { type: 'integer' },
              base: { type: 'integer', default: 4 },
            },
          },
          {
            type: 'object',
            additionalProperties: false,
            required: ['kind'],
            properties: { kind: { const: 'linear' } },
          },
        ],
      },
    },
  },
  inputs: {
    images: { artifact: 'image-set', description: 'What it learns from.' },
    weights: { artifact: 'weights', description: 'Where it starts.', optional: true },
  },
  outputs: {
    weights: { artifact: 'weights', description: 'The best weights.' },
    scores: { artifact: 'scores', description: 'How good it got.' },
  },
  run,
};

const collector: AnyNode = {
  type: 'collector',
  version: '1',
  description: 'Makes a table.',
  params: { type: 'object', additionalProperties: false, properties: {} },
  inputs: { scores: { artifact: 'scores', description: 'What is tabulated.', gather: true } },
  outputs: { table: { artifact: 'table', description: 'The table.' } },
  run,
};

/** Node types small enough to see in a test what they check. */
export const testNodes: readonly AnyNode[] = [source, trainer, collector];

export interface TestDocument {
  /** The document, as JSON or as the value to be written so. */
  readonly document: string | Uint8Array | object;
  /** Other files, by their paths beside the document. */
  readonly files?: Readonly<Record<string, string>>;
  readonly nodes?: readonly AnyNode[];
  readonly variables?: LoadOptions['variables'];
  readonly environment?: LoadOptions['environment'];
}

export interface Loaded extends LoadResult {
  /** All diagnostics as people see them. */
  readonly text: string;
  readonly folder: string;
}

/** Loads a document from a new folder, which is removed after the test. */
export async function loadText(t: ExecutionContext, test: TestDocument): Promise<Loaded> {
  const { document, files = {}, nodes = testNodes, variables = {}, environment = {} } = test;
  const folder = await temporaryFolder(t);
  const isText = typeof document === 'string' || document instanceof Uint8Array;
  const all = { ...files, 'pipeline.json': isText ? document : JSON.stringify(document, undefined, 2) };
  for (const [name, content] of Object.entries(all)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  const registry = {
    get: (type: string) => nodes.find((node) => node.type === type),
    types: () => nodes.map((node) => node.type),
  };
  const result = await loadPipeline(join(folder, 'pipeline.json'), { registry, variables, environment });
  const text = result.diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, { folder })).join('\n');
  return { ...result, text: text.replaceAll(folder, '<folder>'), folder };
}

/** Loads a document; returns the lines of what is said of it. */
export async function problemsOf(t: ExecutionContext, test: TestDocument): Promise<readonly string[]> {
  return (await loadText(t, test)).text.split('\n');
}

/** Loads a document that must be right; warnings fail the test too. */
export async function loadGood(t: ExecutionContext, test: TestDocument): Promise<Pipeline> {
  const { pipeline, text } = await loadText(t, test);
  t.is(text, '');
  if (pipeline === undefined) throw new Error('no pipeline, but no diagnostics');
  return pipeline;
}

export async function temporaryFolder(t: ExecutionContext): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'micrograph-')));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
