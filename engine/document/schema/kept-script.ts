import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The script in this file: undefined where there is none, or not as it was kept. */
export function readKeptScript(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    const script = text.slice(text.indexOf('\n') + 1);
    return text === sealed(script) ? script : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a script for the next start. Where that cannot be, each start compiles it again. */
export function keepScript(path: string, script: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch {
    return;
  }
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(temporary, sealed(script));
    renameSync(temporary, path);
  } catch {
    // Without a name there is nothing to remove, as on a disk that cannot be written.
    if (existsSync(temporary)) rmSync(temporary);
  }
}

/** It is not synced to the disk, and would be run: so it starts with its own hash. */
function sealed(script: string): string {
  return `// ${createHash('sha256').update(script).digest('hex')}\n${script}`;
}
