import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { AnyNode } from '../../nodes/define-node.js';
import { builtInNodes, importPlugin } from '../../nodes/registry.js';
import type { Diagnostic } from '../document/diagnostics/diagnostic.js';
import { configFileName, findProjectFolder } from '../document/project-folder.js';
import type { Registry } from '../document/registry.js';
import { codeDigest } from './code-digest.js';
import { readConfiguration } from './read-configuration.js';

/** What surrounds a pipeline: its folder, its store, and the node types that it may use. */
export interface Project {
  readonly folder: string;
  readonly storeFolder: string;
  readonly registry: Registry;
  /** The module that defines a type, for types that are not built in. */
  readonly pluginOf: (type: string) => string | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export interface ProjectOptions {
  /** `--store`, relative to the working folder. */
  readonly store: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Finds the project that a document (absolute path; it need not exist) belongs to and loads its plugins. */
export async function openProject(document: string, options: ProjectOptions): Promise<Project> {
  const folder = await findProjectFolder(document);
  const { plugins, diagnostics } = await readConfiguration(join(folder, configFileName));
  const nodes = new Map<string, AnyNode>(builtInNodes.map((node) => [node.type, node]));
  const modules = new Map<string, string>();
  const problems = [...diagnostics];
  for (const { path, location } of plugins) {
    const module = resolve(folder, path);
    try {
      for (const node of await definitionsIn(module)) {
        nodes.set(node.type, node);
        modules.set(node.type, module);
      }
    } catch (error) {
      const message = `the plugin cannot be loaded: ${error instanceof Error ? error.message : String(error)}`;
      problems.push({ severity: 'error', message, location });
    }
  }
  return {
    folder,
    storeFolder: storeFolder(folder, options),
    registry: { get: (type) => nodes.get(type), types: () => [...nodes.keys()] },
    pluginOf: (type) => modules.get(type),
    diagnostics: problems,
  };
}

function storeFolder(projectFolder: string, { store, environment }: ProjectOptions): string {
  const chosen = store ?? environment['MICROGRAPH_STORE'];
  return chosen === undefined ? join(projectFolder, '.micrograph') : resolve(chosen);
}

/** A plugin's types; those without a version are identified by their code. */
async function definitionsIn(module: string): Promise<readonly AnyNode[]> {
  await readFile(module);
  const definitions = await importPlugin(module);
  if (definitions.length === 0)
    throw new Error('it has no default export: one definition, or a list of them');
  if (definitions.every((node) => node.version !== undefined)) return definitions;
  const version = `code:${await codeDigest(module)}`;
  return definitions.map((node) => (node.version === undefined ? { ...node, version } : node));
}

/** The project of a command that names no document: that of the working folder. */
export function openProjectHere(options: ProjectOptions): Promise<Project> {
  return openProject(join(process.cwd(), 'pipeline.json'), options);
}
