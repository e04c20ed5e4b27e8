import { isAbsolute, resolve } from 'node:path';
import { type FileListing, listingDigest } from '../../cache/key/file-listing.js';
import type { FileSelection, FilesWithin } from '../../nodes/define-node.js';
import type { InputFile } from '../../nodes/run-context.js';
import type { Diagnostic } from '../document/diagnostics/diagnostic.js';
import type { NodeTemplate, Pipeline, Variant } from '../document/pipeline.js';
import type { FileDigests } from './file-digests.js';
import { type FoundFiles, listFiles } from './list-files.js';

/** The user's files that one variant names, by param. */
export type NamedFiles = Readonly<Record<string, readonly InputFile[]>>;

/** All files that a pipeline's params name: found, hashed, and digested per param. */
export interface InputFiles {
  files(variant: Variant): NamedFiles;
  digests(variant: Variant): Readonly<Record<string, string>>;
  readonly diagnostics: readonly Diagnostic[];
}

const none: NamedFiles = {};

/**
 * Relative paths start at the project's folder. Each folder is listed, and each file hashed, once. `wanted`: only the
 * files of these variants; of all where not given.
 */
export async function findInputFiles(
  pipeline: Pipeline,
  fileDigests: FileDigests,
  wanted?: ReadonlySet<Variant>,
): Promise<InputFiles> {
  const byVariant = new Map<Variant, NamedFiles>();
  const digestsByVariant = new Map<Variant, Readonly<Record<string, string>>>();
  const listings = new Map<string, Promise<FoundFiles>>();
  const diagnostics: Diagnostic[] = [];

  const list = (path: string, selection: FileSelection, within?: readonly FilesWithin[]) => {
    const id = JSON.stringify([path, selection, within]);
    const digestOf = (file: string) => fileDigests.of(file);
    const listing = listings.get(id) ?? listFiles(path, selection, digestOf, within);
    listings.set(id, listing);
    return listing;
  };

  const findFor = async (template: NodeTemplate, variant: Variant) => {
    const named: Record<string, readonly InputFile[]> = {};
    const within = template.definition.filesWithin?.(variant.params) ?? {};
    for (const [param, selection] of Object.entries(template.definition.files ?? {})) {
      const value = variant.params[param];
      if (typeof value !== 'string') continue;
      const path = isAbsolute(value) ? value : resolve(pipeline.projectFolder, value);
      const { files, problems } = await list(path, selection, within[param]);
      named[param] = files;
      const location = template.locate(['params', param]);
      const hint = isAbsolute(value)
        ? {}
        : { hint: `relative paths start at the project's folder, ${pipeline.projectFolder}` };
      for (const message of problems) diagnostics.push({ severity: 'error', message, location, ...hint });
    }
    byVariant.set(variant, named);
    digestsByVariant.set(variant, digestsOf(named));
  };

  for (const template of pipeline.nodes.values()) {
    if (!template.definition.files) continue;
    for (const variant of template.variants) {
      if (variant.leftOut === undefined && wanted?.has(variant) !== false) await findFor(template, variant);
    }
  }
  return {
    files: (variant) => byVariant.get(variant) ?? none,
    digests: (variant) => digestsByVariant.get(variant) ?? {},
    diagnostics: withoutRepeats(diagnostics),
  };
}

function digestsOf(named: NamedFiles): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(named).map(([param, files]) => [param, listingDigest(listingOf(files))]),
  );
}

export function listingOf(files: readonly InputFile[]): FileListing {
  return files.map(({ name, sha256 }) => [name, sha256]);
}

function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const id = ({ message, location }: Diagnostic) => `${message} ${location?.source.path} ${location?.offset}`;
  return [...new Map(diagnostics.map((diagnostic) => [id(diagnostic), diagnostic])).values()];
}
