import { join, resolve } from 'node:path';
import type { AnyNode } from '../../nodes/define-node.js';
import { builtInNodes } from '../../nodes/registry.js';
import type { Diagnostic } from '../document/diagnostics/diagnostic.js';
import { configFileName, findProjectFolder } from '../document/project-folder.js';
import type { Registry } from '../document/registry.js';
import type { MachineLimits } from './machine-limits.js';
import { loadPlugin } from './plugin.js';
import { readConfiguration } from './read-configuration.js';
import type { RemoteConfiguration } from './remote-configuration.js';

/** What surrounds a pipeline: its folder, its store, and the node types that it may use. */
export interface Project {
  readonly folder: string;
  readonly storeFolder: string;
  readonly registry: Registry;
  /** The module that defines a type, for types that are not built in. */
  readonly pluginOf: (type: string) => string | undefined;
  /** How often trainings save their state within an epoch, where the command line does not say. */
  readonly checkpointEverySeconds: number | undefined;
  /** How many threads TensorFlow has in each worker, where the command line does not say. */
  readonly threads: number | undefined;
  readonly machine: MachineLimits;
  /** The remote cache, where the command line does not say. */
  readonly remote: RemoteConfiguration;
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
  const configuration = await readConfiguration(join(folder, configFileName));
  const { plugins, diagnostics, checkpointEverySeconds, threads, machine } = configuration;
  const nodes = new Map<string, AnyNode>(builtInNodes.map((node) => [node.type, node]));
  const modules = new Map<string, string>();
  const problems = [...diagnostics];
  for (const { path, location } of plugins) {
    const module = resolve(folder, path);
    try {
      for (const node of await loadPlugin(module)) {
        if (nodes.has(node.type)) throw new Error(`there is a node type "${node.type}" already`);
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
    checkpointEverySeconds,
    threads,
    machine,
    remote: configuration,
    diagnostics: problems,
  };
}

/** Where the results of the working folder's project are; loads no plugin. */
export async function storeFolderHere(options: ProjectOptions): Promise<string> {
  return storeFolder(await findProjectFolder(join(process.cwd(), 'pipeline.json')), options);
}

function storeFolder(projectFolder: string, { store, environment }: ProjectOptions): string {
  const chosen = store ?? environment['MICROGRAPH_STORE'];
  return chosen === undefined ? join(projectFolder, '.micrograph') : resolve(chosen);
}
