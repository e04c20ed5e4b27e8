import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, extname, isAbsolute, join, resolve } from 'node:path';
import { canonicalJson } from '../../cache/key/canonical-json.js';
import { taggedDigest } from '../../cache/key/digest.js';
import type { FileSelection } from '../../nodes/define-node.js';
import type { InputFile } from '../../nodes/run-context.js';
import type { Diagnostic } from '../document/diagnostics/diagnostic.js';
import type { NodeTemplate, Pipeline, Variant } from '../document/pipeline.js';
import type { FileDigests } from './file-digests.js';

/** The user's files that one variant names, by param. */
type NamedFiles = Readonly<Record<string, readonly InputFile[]>>;

/** All files that a pipeline's params name: found, hashed, and digested per param. */
export interface InputFiles {
  files(variant: Variant): NamedFiles;
  digests(variant: Variant): Readonly<Record<string, string>>;
  /** When the search for them began; milliseconds since 1970. */
  readonly listedAtMs: number;
  readonly diagnostics: readonly Diagnostic[];
}

const none: NamedFiles = {};

/** Relative paths start at the project's folder. Each folder is listed, and each file hashed, once. */
export async function findInputFiles(pipeline: Pipeline, fileDigests: FileDigests): Promise<InputFiles> {
  const byVariant = new Map<Variant, NamedFiles>();
  const digestsByVariant = new Map<Variant, Readonly<Record<string, string>>>();
  const listings = new Map<string, Promise<readonly InputFile[] | string>>();
  const diagnostics: Diagnostic[] = [];
  const listedAtMs = Date.now();

  const list = (path: string, selection: FileSelection) => {
    const id = canonicalJson([path, selection]);
    const listing = listings.get(id) ?? listFiles(path, selection, fileDigests);
    listings.set(id, listing);
    return listing;
  };

  const findFor = async (template: NodeTemplate, variant: Variant) => {
    const named: Record<string, readonly InputFile[]> = {};
    for (const [param, selection] of Object.entries(template.definition.files ?? {})) {
      const value = variant.params[param];
      if (typeof value !== 'string') continue;
      const path = isAbsolute(value) ? value : resolve(pipeline.projectFolder, value);
      const found = await list(path, selection);
      if (typeof found !== 'string') named[param] = found;
      else {
        const location = template.locate(['params', param]);
        const hint = isAbsolute(value)
          ? {}
          : { hint: `relative paths start at the project's folder, ${pipeline.projectFolder}` };
        diagnostics.push({ severity: 'error', message: found, location, ...hint });
      }
    }
    byVariant.set(variant, named);
    digestsByVariant.set(variant, digestsOf(named));
  };

  for (const template of pipeline.nodes.values()) {
    if (!template.definition.files) continue;
    for (const variant of template.variants) {
      if (variant.leftOut === undefined) await findFor(template, variant);
    }
  }
  return {
    files: (variant) => byVariant.get(variant) ?? none,
    digests: (variant) => digestsByVariant.get(variant) ?? {},
    listedAtMs,
    diagnostics: withoutRepeats(diagnostics),
  };
}

function digestsOf(named: NamedFiles): Readonly<Record<string, string>> {
  const listing = (files: readonly InputFile[]) => files.map(({ name, sha256 }) => [name, sha256]);
  return Object.fromEntries(
    Object.entries(named).map(([param, files]) => [
      param,
      taggedDigest('files', canonicalJson(listing(files))),
    ]),
  );
}

/** The files, or in words why there are none to be had. */
async function listFiles(
  path: string,
  selection: FileSelection,
  digests: FileDigests,
): Promise<readonly InputFile[] | string> {
  const wanted = (name: string) => selection.extensions.includes(extname(name).toLowerCase());
  try {
    const found = await stat(path);
    if (found.isDirectory() !== (selection.kind === 'folder')) return `${path} is not a ${selection.kind}`;
    const names =
      selection.kind === 'file'
        ? ['']
        : (await namesBelow(path, '', new Set([await realpath(path)]))).filter(wanted);
    const files: InputFile[] = [];
    for (const name of names.sort()) {
      const file = join(path, name);
      files.push({ name: name || basename(path), path: file, sha256: await digests.of(file) });
    }
    return files;
  } catch (error) {
    return cannotRead(error as NodeJS.ErrnoException, path, selection);
  }
}

function cannotRead(error: NodeJS.ErrnoException, path: string, { kind }: FileSelection): string {
  if (error.code === 'ENOENT') return `there is no ${kind} ${error.path ?? path}`;
  if (error.code === 'EACCES') return `no permission to read ${error.path ?? path}`;
  if (error.code === undefined) throw error;
  return `cannot read ${error.path ?? path}: ${error.code}`;
}

/** Relative names of all files below a folder, hidden ones left out; links that lead back to a parent are not followed. */
async function namesBelow(root: string, folder: string, parents: ReadonlySet<string>): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    const isFolder = entry.isSymbolicLink()
      ? (await stat(join(root, name))).isDirectory()
      : entry.isDirectory();
    if (!isFolder) names.push(name);
    else {
      const real = await realpath(join(root, name));
      if (!parents.has(real)) names.push(...(await namesBelow(root, name, new Set([...parents, real]))));
    }
  }
  return names;
}

function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const id = ({ message, location }: Diagnostic) => `${message} ${location?.source.path} ${location?.offset}`;
  return [...new Map(diagnostics.map((diagnostic) => [id(diagnostic), diagnostic])).values()];
}
