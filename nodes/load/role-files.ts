import { basename, posix } from 'node:path';
import { folderExtensions, pointsExtensions, stemOf } from '../../imaging/datasets/extensions.js';
import type { ListRequest, RoleFiles } from '../../imaging/datasets/list-images.js';
import type { Role } from '../../imaging/datasets/listed-image.js';
import { sourceFiles } from '../../imaging/datasets/source-files.js';
import { rasterExtensions } from '../../imaging/formats/raster-extensions.js';
import type { FilesWithin, InputFile, Problem } from '../define-node.js';
import type { Settings } from './expand.js';

/** Files by param, and in place of those of `path` those of the input. */
export interface Files {
  readonly named: Readonly<Record<string, readonly InputFile[]>>;
  readonly folder?: readonly InputFile[] | undefined;
}

const roles = ['images', 'masks', 'targets', 'points'] as const;
const paramOf = { images: 'path', masks: 'masks', targets: 'targets', points: 'points' } as const;

/** What of `path` is used. */
export function filesWithin({ from }: Settings): Readonly<Record<string, readonly FilesWithin[]>> {
  if (from === undefined) return {};
  const path = roles.flatMap((role) => {
    const below = from[role];
    return below === undefined ? [] : [{ path: below, extensions: extensionsOf(role) }];
  });
  return { path };
}

/** Which files have images, and which what lies beside them. What is not there is a problem. */
export function filesOfRoles(
  settings: Settings,
  files: Files,
): { readonly roles: ListRequest['roles']; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const found: Partial<Record<Role, RoleFiles & { readonly isFile: boolean }>> = {};
  for (const role of roles) {
    const below = settings.from?.[role];
    const named = settings[paramOf[role]];
    if (below !== undefined) {
      const part = filesBelow(files.folder ?? files.named['path'] ?? [], below, role, settings.path);
      if (part.files.length > 0 || role === 'images') found[role] = part;
      if (part.files.length === 0) {
        problems.push({
          path: ['from', role],
          message: `there is no ${JSON.stringify(below)} in the folder`,
        });
      }
    } else if (named !== undefined) found[role] = filesOf(files.named[paramOf[role]] ?? [], named);
  }
  const { images = { files: [], isFile: false }, ...beside } = found;
  // What lies beside the images of one file in one file has another name: it is called like them.
  const [file] = sourceFiles(images.files);
  const stem = images.isFile && file ? stemOf(file.name) : undefined;
  const paired = Object.entries(beside).map(([role, part]) => [role, part.isFile ? { ...part, stem } : part]);
  return { roles: { images, ...Object.fromEntries(paired) }, problems };
}

function filesOf(files: readonly InputFile[], path: string): RoleFiles & { readonly isFile: boolean } {
  const whole = sourceFiles(files);
  return { files, isFile: whole.length === 1 && whole[0]!.name === basename(path) };
}

function filesBelow(
  files: readonly InputFile[],
  written: string,
  role: Role,
  root: string | undefined,
): RoleFiles & { readonly isFile: boolean } {
  const below = posix.normalize(written).replace(/\/$/, '');
  const extensions = extensionsOf(role);
  const fits = (name: string) =>
    extensions.some((extension) => name.toLowerCase().endsWith(extension)) ||
    (role !== 'points' && isInFolderFile(name));
  if (below === '.') {
    const all = files.filter(({ name }) => fits(name));
    return root === undefined ? { files: all, isFile: false } : filesOf(all, root);
  }
  const parent = posix.dirname(below);
  const relativeTo = (folder: string, file: InputFile) => ({
    ...file,
    name: posix.relative(folder, file.name),
  });
  const file = files.find(({ name }) => name === below);
  if (file) return { files: [relativeTo(parent, file)], isFile: true };
  const inside = files.filter(({ name }) => name.startsWith(`${below}/`) && fits(name));
  const isFile = isInFolderFile(`${below}/`);
  return { files: inside.map((each) => relativeTo(isFile ? parent : below, each)), isFile };
}

function extensionsOf(role: Role): readonly string[] {
  return role === 'points' ? pointsExtensions : rasterExtensions;
}

/** Whether a file lies in a folder that counts as one file. */
function isInFolderFile(name: string): boolean {
  return folderExtensions.some((extension) => name.toLowerCase().includes(`${extension}/`));
}
