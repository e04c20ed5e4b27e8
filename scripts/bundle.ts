/**
 * Joins the compiled command line and what it imports into a few files, so that a start reads these and not some two
 * hundred. Commands stay files of their own that are loaded when they are needed; workers run the unbundled code.
 */
import { readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';

const compiled = join(import.meta.dirname, '..');
const folder = join(compiled, 'bundle');

/** Code that finds files by its own place must be told that place, not the bundle's. */
const ownPlaces: Plugin = {
  name: 'own places',
  setup({ onLoad }) {
    onLoad({ filter: /\.js$/ }, async ({ path }) => {
      if (path.includes('node_modules')) return undefined;
      const code = await readFile(path, 'utf8');
      const place = `new URL(${JSON.stringify(relative(folder, path))}, import.meta.url)`;
      const contents = code.replaceAll('import.meta.url', `${place}.href`);
      return { contents, loader: 'js' };
    });
  },
};

/** Plugins throw errors of the class that they import from the package, so the bundle must not have one of its own. */
const sharedWithPlugins: Plugin = {
  name: 'shared with plugins',
  setup({ onResolve }) {
    onResolve({ filter: /\/node-error\.js$/ }, ({ path, resolveDir }) => ({
      path: relative(folder, join(resolveDir, path)),
      external: true,
    }));
  },
};

await rm(folder, { recursive: true, force: true });
await build({
  entryPoints: [join(compiled, 'cli/main.js')],
  outdir: folder,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: ['@tensorflow/*', 'ava', 'esbuild', 'h5wasm', 'lmdb', 'sharp', 'zarrita'],
  plugins: [ownPlaces, sharedWithPlugins],
  // CommonJS packages ask for Node's own modules by `require`, which modules do not have.
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
  minifyWhitespace: true,
  logLevel: 'warning',
});
