import { existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Diagnostic, Location } from '../document/diagnostics/diagnostic.js';
import { DiagnosticList } from '../document/diagnostics/diagnostic-list.js';
import { type Located, textOf } from '../document/json/located.js';
import { parseJson } from '../document/json/parse-json.js';
import { readSource } from '../document/json/read-source.js';
import { type MachineLimits, machineFields, readMachineLimits } from './machine-limits.js';
import { type RemoteConfiguration, readRemoteField, remoteFields } from './remote-configuration.js';

const fields: readonly string[] = [
  'plugins',
  'checkpointEverySeconds',
  'threads',
  ...machineFields,
  ...remoteFields,
];

export interface PluginEntry {
  /** Relative to the project's folder. */
  readonly path: string;
  readonly location: Location;
}

export interface Configuration extends RemoteConfiguration {
  readonly plugins: readonly PluginEntry[];
  /** How often trainings save their state within an epoch, where the command line does not say. */
  readonly checkpointEverySeconds?: number;
  /** How many threads TensorFlow has in each worker, where the command line does not say. */
  readonly threads?: number;
  readonly machine: MachineLimits;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * What `micrograph.config.json` says:
 * `{ "plugins": ["./nodes/my-node.js"], "checkpointEverySeconds": 600, "threads": 2 }`. The file need not exist.
 */
export async function readConfiguration(path: string): Promise<Configuration> {
  if (!existsSync(path)) return { plugins: [], machine: {}, diagnostics: [] };
  const diagnostics = new DiagnosticList();
  const read = await readSource(path, basename(path));
  const plugins: PluginEntry[] = [];
  let checkpointEverySeconds: number | undefined;
  let threads: number | undefined;
  let remote: RemoteConfiguration = {};
  // Plugins are code: a file that somebody else left in a folder above must not make us run theirs.
  const { uid } = statSync(path);
  if (process.getuid && uid !== 0 && uid !== process.getuid()) {
    const hint = 'make a configuration of your own in the folder of the pipeline';
    diagnostics.error(undefined, `${path} belongs to another user, and is not used`, { hint });
    return { plugins, machine: {}, diagnostics: diagnostics.sorted() };
  }
  if ('problem' in read) {
    diagnostics.error(undefined, read.problem.message, { hint: read.problem.hint });
    return { plugins, machine: {}, diagnostics: diagnostics.sorted() };
  }
  const root = parseJson(read.source, diagnostics);
  if (root && root.kind !== 'object') diagnostics.error(root.location, 'the configuration must be an object');
  for (const [name, field] of root?.kind === 'object' ? root.fields : []) {
    if (name === 'plugins') plugins.push(...readPlugins(field.value, diagnostics));
    else if (name === 'checkpointEverySeconds')
      checkpointEverySeconds = readSeconds(name, field.value, diagnostics);
    else if (name === 'threads') threads = readThreads(name, field.value, diagnostics);
    else if (remoteFields.includes(name))
      remote = { ...remote, ...readRemoteField(name, field.value, diagnostics) };
    else if (name !== '$schema' && !fields.includes(name)) {
      diagnostics.error(field.nameLocation, `unknown field "${name}"`, {
        hint: `known here: ${fields.join(', ')}`,
      });
    }
  }
  return {
    plugins,
    ...(checkpointEverySeconds !== undefined && { checkpointEverySeconds }),
    ...(threads !== undefined && { threads }),
    machine: root?.kind === 'object' ? readMachineLimits(root.fields, diagnostics) : {},
    ...remote,
    diagnostics: diagnostics.sorted(read.source),
  };
}

function readSeconds(name: string, value: Located, diagnostics: DiagnosticList): number | undefined {
  if (value.kind === 'scalar' && typeof value.value === 'number' && value.value >= 0) return value.value;
  diagnostics.error(value.location, `"${name}" must be a number of seconds from 0`);
  return undefined;
}

function readThreads(name: string, value: Located, diagnostics: DiagnosticList): number | undefined {
  if (value.kind === 'scalar' && Number.isSafeInteger(value.value) && Number(value.value) >= 1)
    return Number(value.value);
  diagnostics.error(value.location, `"${name}" must be a whole number from 1`);
  return undefined;
}

function readPlugins(value: Located, diagnostics: DiagnosticList): PluginEntry[] {
  const items = value.kind === 'list' ? value.items : [];
  if (value.kind !== 'list') diagnostics.error(value.location, '"plugins" must be a list of module paths');
  return items.flatMap((item) => {
    const path = textOf(item);
    if (path !== undefined) return [{ path, location: item.location }];
    diagnostics.error(item.location, 'a plugin is named by the path of its module');
    return [];
  });
}
