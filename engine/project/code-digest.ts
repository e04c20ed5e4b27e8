import { createHash } from 'node:crypto';
import { dirname } from 'node:path';

/**
 * Identifies a plugin by its code: the digest of the module bundled with everything of its own that it imports.
 * Packages count by name only.
 */
export async function codeDigest(module: string): Promise<string> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [module],
    absWorkingDir: dirname(module),
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    minifyWhitespace: true,
    logLevel: 'silent',
  });
  const hash = createHash('sha256');
  for (const file of outputFiles) hash.update(file.contents);
  return hash.digest('hex');
}
