import { randomUUID } from 'node:crypto';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256File } from './sha256-file.js';
import { pinFolderName, type TensorflowPin } from './tensorflow-pins.js';

const manifestName = 'manifest.json';
const manifestFormat = 1;

export interface FileRecord {
  readonly bytes: number;
  /** Whole seconds, because archives keep no more. */
  readonly mtimeSeconds: number;
  readonly sha256: string;
}

/** What an installation folder holds; written last, so a folder without it is not an installation. */
export interface FolderManifest {
  readonly format: typeof manifestFormat;
  /** By path relative to the folder, with `/`. */
  readonly files: Readonly<Record<string, FileRecord>>;
}

/** Of a folder with TensorFlow. */
export interface Manifest extends FolderManifest {
  readonly tensorflow: string;
  readonly variant: 'cpu' | 'gpu';
  readonly wheelSha256: string;
  /** Version of @tensorflow/tfjs-node-gpu whose binding was compiled. */
  readonly bindingVersion: string;
  readonly compiler: string;
}

/** State of an installation folder. */
export type Inspection =
  | { readonly state: 'intact' }
  | { readonly state: 'missing' }
  | { readonly state: 'damaged'; readonly reason: string };

export async function recordFile(folder: string, name: string, sha256?: string): Promise<FileRecord> {
  const { size, mtimeMs } = await stat(join(folder, name));
  const digest = sha256 ?? (await sha256File(join(folder, name)));
  return { bytes: size, mtimeSeconds: Math.floor(mtimeMs / 1000), sha256: digest };
}

export async function writeManifest<M extends FolderManifest>(
  folder: string,
  manifest: Omit<M, 'format'>,
): Promise<void> {
  const text = `${JSON.stringify({ format: manifestFormat, ...manifest }, null, 2)}\n`;
  const temporary = join(folder, `${manifestName}.${randomUUID()}`);
  await writeFile(temporary, text, { flush: true });
  await rename(temporary, join(folder, manifestName));
}

/** Looks at a folder with TensorFlow, as `inspectFolder` does. */
export async function inspectInstallation(
  folder: string,
  pin: TensorflowPin,
  bindingVersion: string,
): Promise<Inspection> {
  return inspectFolder<Manifest>(folder, (manifest) => {
    if (manifest.wheelSha256 !== pin.sha256) return `it is not the pinned ${pinFolderName(pin)}`;
    if (manifest.bindingVersion === bindingVersion) return undefined;
    return `its addon is for version ${manifest.bindingVersion} of tfjs-node, not ${bindingVersion}`;
  });
}

/**
 * Compares an installation with its manifest by size and modification time. A file with another time, as in a copied
 * folder, is hashed once; its new time is then noted where the folder is writable. `problemWith` says what else keeps
 * the manifest from being the right one.
 */
export async function inspectFolder<M extends FolderManifest>(
  folder: string,
  problemWith: (manifest: M) => string | undefined,
): Promise<Inspection> {
  const text = await readFile(join(folder, manifestName), 'utf8').catch(() => undefined);
  if (text === undefined)
    return (await exists(folder)) ? damaged('it has no manifest') : { state: 'missing' };
  const manifest = parseManifest<M>(text);
  if (manifest === undefined) return damaged('its manifest cannot be read');
  const problem = problemWith(manifest);
  if (problem !== undefined) return damaged(problem);
  const files: Record<string, FileRecord> = {};
  for (const [name, recorded] of Object.entries(manifest.files)) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found === undefined) return damaged(`${name} is missing`);
    if (found.size !== recorded.bytes)
      return damaged(`${name} has ${found.size} bytes, not ${recorded.bytes}`);
    const mtimeSeconds = Math.floor(found.mtimeMs / 1000);
    if (
      mtimeSeconds !== recorded.mtimeSeconds &&
      (await sha256File(join(folder, name))) !== recorded.sha256
    ) {
      return damaged(`the content of ${name} has changed`);
    }
    files[name] = { ...recorded, mtimeSeconds };
  }
  const retimed = Object.keys(files).some(
    (name) => files[name]!.mtimeSeconds !== manifest.files[name]!.mtimeSeconds,
  );
  // A shared, read-only folder stays as it is: there the files are hashed each time.
  if (retimed) await writeManifest(folder, { ...manifest, files }).catch(() => undefined);
  return { state: 'intact' };
}

function parseManifest<M extends FolderManifest>(text: string): M | undefined {
  try {
    const value = JSON.parse(text) as M;
    return value.format === manifestFormat && typeof value.files === 'object' ? value : undefined;
  } catch {
    return undefined;
  }
}

function damaged(reason: string): Inspection {
  return { state: 'damaged', reason };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
