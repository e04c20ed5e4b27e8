import { type RemoteMode, remoteModes } from '../../cache/remote/remote-settings.js';
import type { DiagnosticList } from '../document/diagnostics/diagnostic-list.js';
import { type Located, textOf } from '../document/json/located.js';

/** What a project says of the remote cache that its results are shared through. */
export interface RemoteConfiguration {
  readonly cacheUrl?: string;
  readonly cacheMode?: RemoteMode;
  /** Relative to the project's folder. */
  readonly cacheKeyFile?: string;
  /** Relative to the project's folder. */
  readonly cacheTokenFile?: string;
}

export const remoteFields: readonly string[] = ['cacheUrl', 'cacheMode', 'cacheKeyFile', 'cacheTokenFile'];

export function readRemoteField(
  name: string,
  value: Located,
  diagnostics: DiagnosticList,
): RemoteConfiguration {
  const text = textOf(value);
  if (text === undefined) diagnostics.error(value.location, `"${name}" must be a text`);
  else if (name !== 'cacheMode') return { [name]: text };
  else if (remoteModes.some((mode) => mode === text)) return { cacheMode: text as RemoteMode };
  else diagnostics.error(value.location, '"cacheMode" must be "read" or "read-write"');
  return {};
}
