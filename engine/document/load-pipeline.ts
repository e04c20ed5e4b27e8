import { realpath } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Diagnostic } from './diagnostics/diagnostic.js';
import { DiagnosticList } from './diagnostics/diagnostic-list.js';
import { fieldOf, type Located, type LocatedObject, textOf } from './json/located.js';
import { parseJson } from './json/parse-json.js';
import { FileInclusion } from './json/pull-in-files.js';
import { readSource } from './json/read-source.js';
import type { JsonValue, Pipeline } from './pipeline.js';
import { findProjectFolder } from './project-folder.js';
import { readPipeline, type Sections } from './read-pipeline.js';
import type { Registry } from './registry.js';
import { resolvedDocument } from './resolved-document.js';
import { checkShape } from './schema/check-shape.js';
import { documentGrammar } from './schema/grammar.js';

export interface LoadOptions {
  readonly registry: Registry;
  /** Values that take the place of those under `vars` (`--set`). */
  readonly variables: Readonly<Record<string, JsonValue>>;
  /** What `${env.NAME}` stands for. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface LoadResult {
  /** Missing where there is an error. */
  readonly pipeline?: Pipeline;
  /** All problems, by position. */
  readonly diagnostics: readonly Diagnostic[];
  /** Absolute paths of the document and of every file that it pulls in, read or looked for in vain. */
  readonly files: readonly string[];
}

/** Reads a pipeline document and checks everything that can be known before it runs. Never throws for what is written in it. */
export async function loadPipeline(file: string, options: LoadOptions): Promise<LoadResult> {
  const files = new Set<string>();
  return { ...(await load(file, options, files)), files: [...files] };
}

async function load(
  file: string,
  options: LoadOptions,
  files: Set<string>,
): Promise<Omit<LoadResult, 'files'>> {
  const diagnostics = new DiagnosticList();
  const path = resolve(file);
  files.add(path);
  const result = await readSource(path, file);
  if ('problem' in result) {
    diagnostics.error(undefined, result.problem.message, { hint: result.problem.hint });
    return { diagnostics: diagnostics.sorted() };
  }
  const { source } = result;
  const parsed = parseJson(source, diagnostics);
  if (parsed === undefined) return { diagnostics: diagnostics.sorted(source) };
  const projectFolder = await findProjectFolder(path);
  const inclusion = new FileInclusion(await realpath(projectFolder), diagnostics, files);
  const document = await inclusion.pullIn(parsed, await realpath(path));
  await checkShape(document, diagnostics);
  const sections = sectionsOf(document);
  if (sections === undefined) return { diagnostics: diagnostics.sorted(source) };
  const parts = await readPipeline(sections, { ...options, diagnostics });
  if (parts === undefined) return { diagnostics: diagnostics.sorted(source) };
  const name = textOf(fieldOf(document, 'name')) ?? basename(path, '.json');
  const resolved = () => resolvedDocument(document, parts.axes, options.variables);
  const pipeline = { name, file: path, projectFolder, ...parts, document: resolved };
  return { pipeline, diagnostics: diagnostics.sorted(source) };
}

/**
 * The sections of a document; undefined where one of them has not the right shape, or may be misspelt, because then
 * everything that uses it would look wrong.
 */
function sectionsOf(document: Located): Sections | undefined {
  if (document.kind !== 'object') return undefined;
  const [vars, axes, sweep, search, limits, nodes] = [
    'vars',
    'axes',
    'sweep',
    'search',
    'limits',
    'nodes',
  ].map((name) => fieldOf(document, name));
  const isMisspelt = [...document.fields.keys()].some(
    (name) => !Object.hasOwn(documentGrammar.properties, name),
  );
  if (isMisspelt && [vars, axes, sweep, search].includes(undefined)) return undefined;
  if (nodes?.kind !== 'object' || !isObjectOrMissing(vars) || !isObjectOrMissing(axes)) return undefined;
  if (!isObjectOrMissing(sweep) || !isObjectOrMissing(search)) return undefined;
  return { vars, axes, sweep, search, nodes, limits: limits?.kind === 'object' ? limits : undefined };
}

function isObjectOrMissing(value: Located | undefined): value is LocatedObject | undefined {
  return value === undefined || value.kind === 'object';
}
