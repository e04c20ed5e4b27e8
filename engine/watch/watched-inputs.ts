import { extname, join, relative, resolve, sep } from 'node:path';
import type { FileSelection } from '../../nodes/define-node.js';
import type { NodeTemplate, Pipeline, Variant } from '../document/pipeline.js';

/** The user's data at one path: a file, or a folder of which only some files count. */
export interface WatchedData {
  readonly path: string;
  /** Of the files that count in a folder. */
  readonly extensions: readonly string[];
  /** Of folders that count as one file, with all that they hold. */
  readonly folderExtensions: readonly string[];
}

/** Everything outside the store that a plan is made of; all paths are absolute. */
export interface WatchedInputs {
  /** The pipeline and what it pulls in. */
  readonly documents: readonly string[];
  readonly data: readonly WatchedData[];
}

/** The files and folders that a pipeline's params name. */
export function dataOf(pipeline: Pipeline): readonly WatchedData[] {
  const found = new Map<string, WatchedData>();
  for (const template of pipeline.nodes.values()) {
    for (const variant of template.variants) {
      if (variant.leftOut !== undefined) continue;
      for (const data of dataOfVariant(template, variant, pipeline.projectFolder))
        found.set(JSON.stringify(data), data);
    }
  }
  return [...found.values()];
}

function dataOfVariant(template: NodeTemplate, { params }: Variant, projectFolder: string): WatchedData[] {
  const { files, filesWithin } = template.definition;
  if (!files) return [];
  const within = filesWithin?.(params) ?? {};
  return Object.entries(files).flatMap(([param, selection]: [string, FileSelection]) => {
    const value = params[param];
    if (typeof value !== 'string') return [];
    const root = resolve(projectFolder, value);
    const { extensions, folderExtensions = [] } = selection;
    const parts = within[param] ?? [{ path: '.', extensions }];
    return parts.map((part) => ({
      path: join(root, part.path),
      extensions: part.extensions,
      folderExtensions,
    }));
  });
}

/** Whether a file at `path` is one of those that count; `path` lies at or below the data's. */
export function counts({ path: root, extensions, folderExtensions }: WatchedData, path: string): boolean {
  const names = namesBelow(root, path);
  if (names.length === 0) return true;
  const countsAsFile = [root, ...names.slice(0, -1)].some((name) => hasExtension(name, folderExtensions));
  return countsAsFile || (!names.some(isHidden) && hasExtension(path, extensions));
}

/** Whether what counts may lie in the folder at `path`, which lies at or below the data's. */
export function mayHold({ path: root, folderExtensions }: WatchedData, path: string): boolean {
  const names = namesBelow(root, path);
  return !names.some(isHidden) || [root, ...names].some((name) => hasExtension(name, folderExtensions));
}

export function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function namesBelow(root: string, path: string): string[] {
  const way = relative(root, path);
  return way === '' ? [] : way.split(sep);
}

function isHidden(name: string): boolean {
  return name.startsWith('.');
}

function hasExtension(name: string, extensions: readonly string[]): boolean {
  return extensions.includes(extname(name).toLowerCase());
}
