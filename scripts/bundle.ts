/**
 * Joins the compiled command line and what it imports into one script, so that a start reads that and not some two
 * hundred files, and keeps V8's compiled code of it. What reads images or runs nodes stays apart, in modules that are
 * loaded when they are needed; workers run the unbundled code.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';

const compiled = join(import.meta.dirname, '..');
const folder = join(compiled, 'bundle');
const script = join(folder, 'main.cjs');
/** Its CommonJS form: what it imports evaluates code that uses names of its own, which modules lose when they are joined. */
const lmdb = createRequire(import.meta.url).resolve('lmdb');

const options: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  external: ['@tensorflow/*', 'ava', 'esbuild', 'h5wasm', 'msgpackr-extract', 'sharp', 'zarrita'],
  minifyWhitespace: true,
  logLevel: 'warning',
};

/** Code that finds files by its own place must be told that place, not the bundle's. */
function ownPlaces(urlOf: (path: string) => string): Plugin {
  return {
    name: 'own places',
    setup({ onLoad }) {
      onLoad({ filter: /\.c?js$/ }, async ({ path }) => {
        const code = () => readFile(path, 'utf8');
        if (path === lmdb)
          return {
            contents: (await code()).replaceAll('__filename', 'lmdbFile()'),
            loader: 'js',
          };
        if (path.includes('node_modules')) return undefined;
        const url = urlOf(JSON.stringify(relative(folder, path)));
        return { contents: (await code()).replaceAll('import.meta.url', url), loader: 'js' };
      });
    },
  };
}

/** Leaves out what is imported when it is needed and reads images or runs nodes, and notes it. */
function apart(modules: Set<string>): Plugin {
  return {
    name: 'apart',
    setup({ onResolve }) {
      onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
        const module = relative(compiled, join(resolveDir, path));
        if (kind !== 'dynamic-import' || !/^(imaging|nodes|report\/artifacts)\//.test(module))
          return undefined;
        modules.add(module);
        return { path: `./${module}`, external: true };
      });
    },
  };
}

/** Modules of Node.js that most commands import without using them, commander among them; each takes some milliseconds. */
const late = ['child_process', 'http', 'https', 'net', 'zlib'];

/** The code of `late`: objects with the names of these modules, which load them when one of the names is first used. */
function lateModules(): string {
  const names = Object.fromEntries(
    late.map((module) => [module, Object.keys(createRequire(import.meta.url)(module))]),
  );
  return `const late = {};
for (const [module, names] of Object.entries(${JSON.stringify(names)})) {
  const get = (name) => require('node:' + module)[name];
  late[module] = Object.defineProperties({}, Object.fromEntries(names.map((name) =>
    [name, { enumerable: true, get: () => get(name) }])));
}`;
}

await rm(folder, { recursive: true, force: true });
const modules = new Set<string>();
const { outputFiles } = await build({
  ...options,
  entryPoints: [join(compiled, 'cli/main.js')],
  format: 'cjs',
  write: false,
  outfile: script,
  alias: { lmdb },
  plugins: [ownPlaces((path) => `urlOf(${path})`), apart(modules)],
  // Its native part would only be loaded: what it speeds up is not used.
  define: { 'process.env.MSGPACKR_NATIVE_ACCELERATION_DISABLED': '"true"' },
  logOverride: { 'empty-import-meta': 'silent', 'require-resolve-not-external': 'silent' },
  banner: {
    js: `(function (module, require, __dirname, importModule) {
const urlOf = (path) => require('node:url').pathToFileURL(require('node:path').join(__dirname, path)).href;
// Asking for it by its name reads what packages export, which takes 3 ms.
const lmdbFile = () => require.resolve.paths('lmdb').map((folder) => folder + '/lmdb/dist/index.cjs')
  .find(require('node:fs').existsSync) ?? require.resolve('lmdb');
${lateModules()}`,
  },
  footer: { js: '})' },
});

const text = outputFiles[0]!.text
  .replace(/(?<!\w)require\("(?:node:)?(\w+)"\)/g, (call, name) =>
    late.includes(name) ? `late.${name}` : call,
  )
  // Scripts that come from compiled code cannot `import()`.
  .replace(/(?<![\w.$'"`])import\(/g, 'importModule(')
  // It is read as Latin-1, which takes half the memory; esbuild leaves other characters in regular expressions.
  .replace(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
await mkdir(folder, { recursive: true });
await writeFile(script, text);

await build({
  ...options,
  entryPoints: [...modules].map((module) => join(compiled, module)),
  format: 'esm',
  splitting: true,
  outbase: compiled,
  outdir: folder,
  plugins: [ownPlaces((path) => `new URL(${path}, import.meta.url).href`)],
  // CommonJS packages ask for Node's own modules by `require`, which modules do not have.
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
});

execFileSync(process.execPath, [join(import.meta.dirname, 'compile-bundle.js')], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
