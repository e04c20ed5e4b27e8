import { readFile, stat } from 'node:fs/promises';
import { getSystemErrorMap } from 'node:util';
import type { SourceText } from '../diagnostics/diagnostic.js';

const mebibyte = 1024 * 1024;
const maxBytes = 8 * mebibyte;

export type ReadResult = { readonly source: SourceText } | { readonly problem: ReadProblem };

export interface ReadProblem {
  readonly message: string;
  readonly hint?: string;
  /** There is nothing at that path. */
  readonly isMissing?: true;
}

/**
 * Reads a text file of at most 8 MiB, without its byte order mark.
 * @param path absolute
 * @param shown what messages call it
 */
export async function readSource(path: string, shown: string): Promise<ReadResult> {
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) return problem(`${shown} is a folder, not a file`);
    // Reading a named pipe or a device might never end.
    if (!stats.isFile()) return problem(`${shown} is not a regular file`);
    // Looked at before reading, so that a huge file given by mistake is refused at once.
    if (stats.size > maxBytes) {
      const size = Math.ceil(stats.size / mebibyte);
      const hint = 'data belongs into files of its own, which params name by their paths';
      return problem(`${shown} is too large: ${size} MiB, where 8 MiB are allowed`, hint);
    }
    return { source: { path, text: new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path)) } };
  } catch (error) {
    return explain(error, shown);
  }
}

function explain(error: unknown, shown: string): ReadResult {
  const { code, errno } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return { problem: { message: `there is no file ${shown}`, isMissing: true } };
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return problem(`${shown} is not UTF-8 text`, 'save it with the encoding UTF-8');
  }
  if (code === 'ERR_INVALID_ARG_VALUE')
    return problem(`${JSON.stringify(shown)} cannot be the name of a file`);
  const reason = errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1];
  if (reason === undefined) throw error;
  return problem(`cannot read ${shown}: ${reason}`);
}

function problem(message: string, hint?: string): ReadResult {
  return { problem: hint === undefined ? { message } : { message, hint } };
}
