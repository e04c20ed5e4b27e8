#!/usr/bin/env node
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { dirname, join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { Script } = require('node:vm');

const bundle = join(__dirname, '../dist/bundle/main.cjs');

/**
 * The command line, and V8's compiled code of it, which `npm run build` keeps beside it: half of a start would go into
 * compiling. V8 itself refuses code that another version of Node.js left, and compiles anew.
 */
function load() {
  const script = new Script(readFileSync(bundle, 'latin1'), { filename: bundle, cachedData: compiled() });
  const module = { exports: {} };
  script.runInThisContext()(module, createRequire(bundle), dirname(bundle), importModule);
  return { main: module.exports.main, compiled: () => script.createCachedData() };
}

function compiled() {
  try {
    return readFileSync(`${bundle}.compiled`);
  } catch {
    return undefined;
  }
}

/** `import()`, which scripts that come from compiled code do not have. */
function importModule(name) {
  return import(name.startsWith('./') ? pathToFileURL(join(dirname(bundle), name)).href : name);
}

if (require.main === module) load().main(process.argv);
else module.exports = load;
