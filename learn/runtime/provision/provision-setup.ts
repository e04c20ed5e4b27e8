import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { OnProgress } from './progress.js';
import type { CommandRunner } from './run-command.js';

/** What provisioning has of the outside world. */
export interface ProvisionSetup {
  /** Settings (`MICROGRAPH_TENSORFLOW`, `MICROGRAPH_CACHE`, `CXX`) and the PATH that commands are looked up in. */
  readonly env: NodeJS.ProcessEnv;
  readonly run: CommandRunner;
  /** Folder of the installed package @tensorflow/tfjs-node-gpu. */
  readonly packageFolder: string;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/** Where npm has put @tensorflow/tfjs-node-gpu. Looks it up; loads nothing of it. */
export function tfjsPackageFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu/package.json'));
}
