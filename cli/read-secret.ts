import { readFile } from 'node:fs/promises';
import { UserError } from './user-error.js';

/** One line of text from a file, such as a key or a token. */
export async function readSecret(path: string): Promise<string> {
  try {
    return checkedSecret(await readFile(path, 'utf8'), path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw UserError.of(
      `${path} cannot be read${code === 'ENOENT' ? ': there is no such file' : ` (${code})`}`,
    );
  }
}

/** The same for a text from `source`. */
export function checkedSecret(text: string, source: string): string {
  if (/^[\x21-\x7e]+$/.test(text.trim())) return text.trim();
  throw UserError.of(`${source} must hold one line of letters, digits and signs, and nothing else`);
}
