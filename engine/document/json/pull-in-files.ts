import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname, extname, relative, resolve, sep } from 'node:path';
import type { Location } from '../diagnostics/diagnostic.js';
import type { DiagnosticList } from '../diagnostics/diagnostic-list.js';
import { didYouMean } from '../diagnostics/did-you-mean.js';
import { childrenOf, type Field, type Located, type LocatedObject, textOf } from './located.js';
import { parseCsv } from './parse-csv.js';
import { parseJson } from './parse-json.js';
import { readSource } from './read-source.js';

/** Longer chains of files are refused, so that what is pulled in cannot nest without bound. */
const maxChain = 16;
/** Files that are pulled in many times each could otherwise grow a small document beyond any memory. */
const maxValues = 1_000_000;

interface PulledIn {
  readonly value: Located;
  /** How many values it has, with those of the files that it pulls in. */
  readonly size: number;
}

/** Replaces each `{ "$ref": "file.json" }` of a document by what is in that file, JSON or CSV. */
export class FileInclusion {
  readonly #projectFolder: string;
  readonly #diagnostics: DiagnosticList;
  readonly #files = new Map<string, PulledIn>();
  readonly #lookedFor: Set<string>;

  /**
   * @param projectFolder its real path; nothing outside it is read
   * @param lookedFor takes the paths of all files that are asked for, whether they can be read or not
   */
  constructor(projectFolder: string, diagnostics: DiagnosticList, lookedFor = new Set<string>()) {
    this.#projectFolder = projectFolder;
    this.#diagnostics = diagnostics;
    this.#lookedFor = lookedFor;
  }

  /** @param file real path of the file that `value` was read from */
  async pullIn(value: Located, file: string): Promise<Located> {
    return (await this.#resolve(value, [file])).value;
  }

  /** @param chain the files from the document to the one that holds `value` */
  async #resolve(value: Located, chain: readonly string[]): Promise<PulledIn> {
    const found: LocatedObject[] = [];
    let size = collectReferences(value, found);
    if (found.length === 0) return { value, size };
    const replacements = new Map<Located, Located>();
    for (const object of found) {
      const pulledIn = await this.#load(object, chain);
      size += pulledIn?.size ?? 0;
      if (size > maxValues) {
        this.#diagnostics.error(object.location, `more than ${maxValues} values are pulled in`);
        return { value: { kind: 'hole', location: value.location }, size: 0 };
      }
      replacements.set(object, pulledIn?.value ?? { kind: 'hole', location: object.location });
    }
    return { value: replace(value, replacements), size };
  }

  async #load(object: LocatedObject, chain: readonly string[]): Promise<PulledIn | undefined> {
    const reference = object.fields.get('$ref')!;
    const name = textOf(reference.value);
    const location = reference.value.location;
    if (object.fields.size > 1) {
      const hint = 'put the other fields into the file';
      this.#diagnostics.error(reference.nameLocation, '"$ref" must stand alone in its object', { hint });
      return undefined;
    }
    if (name === undefined) {
      this.#diagnostics.error(location, 'expected the path of a JSON or CSV file');
      return undefined;
    }
    if (name.includes('${')) {
      const hint = 'write one "$ref" for each value of an axis, and use the axis here';
      this.#diagnostics.error(location, 'the path of a "$ref" cannot hold ${…}', { hint });
      return undefined;
    }
    const path = await this.#find(name, chain.at(-1)!, location);
    return path === undefined ? undefined : this.#read(path, name, location, chain);
  }

  async #find(name: string, holder: string, location: Location): Promise<string | undefined> {
    const path = resolve(dirname(holder), name);
    this.#lookedFor.add(path);
    try {
      const real = this.#isInside(path) ? await realpath(path) : path;
      if (this.#isInside(real)) return real;
      const hint = `files are pulled in from ${this.#projectFolder} only`;
      this.#diagnostics.error(location, `${name} lies outside the project's folder`, { hint });
      return undefined;
    } catch {
      // Reading it says why it cannot be had.
      return path;
    }
  }

  #isInside(path: string): boolean {
    const way = relative(this.#projectFolder, path);
    return way !== '..' && !way.startsWith(`..${sep}`) && !way.startsWith(sep);
  }

  async #read(
    path: string,
    name: string,
    location: Location,
    chain: readonly string[],
  ): Promise<PulledIn | undefined> {
    const longer = [...chain, path];
    if (chain.includes(path)) {
      const cycle = longer.slice(chain.indexOf(path)).map((file) => relative(this.#projectFolder, file));
      this.#diagnostics.error(location, `files pull each other in: ${cycle.join(' → ')}`);
      return undefined;
    }
    if (longer.length > maxChain) {
      this.#diagnostics.error(location, `more than ${maxChain} files pull each other in, one from the other`);
      return undefined;
    }
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const result = await readSource(path, name);
    if ('problem' in result) {
      const { message, isMissing, hint = isMissing && (await similarFile(path)) } = result.problem;
      this.#diagnostics.error(location, message, { hint });
      return undefined;
    }
    const parse = isCsv(path) ? parseCsv : parseJson;
    const value = parse(result.source, this.#diagnostics);
    if (value === undefined) return undefined;
    const pulledIn = await this.#resolve(withoutSchema(value), longer);
    this.#files.set(path, pulledIn);
    return pulledIn;
  }
}

/** A file's `$schema` is for editors: where a schema lies must not be part of a key. */
function withoutSchema(value: Located): Located {
  if (value.kind !== 'object' || !value.fields.has('$schema')) return value;
  return { ...value, fields: new Map([...value.fields].filter(([name]) => name !== '$schema')) };
}

function isCsv(path: string): boolean {
  return extname(path).toLowerCase() === '.csv';
}

/** Adds the `$ref` objects inside a value; returns how many values it has. */
function collectReferences(value: Located, found: LocatedObject[]): number {
  let size = 1;
  if (value.kind === 'object' && value.fields.has('$ref')) found.push(value);
  else for (const child of childrenOf(value)) size += collectReferences(child, found);
  return size;
}

/** The value with replacements; parts without any stay the same objects. */
function replace(value: Located, replacements: ReadonlyMap<Located, Located>): Located {
  const replacement = replacements.get(value);
  if (replacement !== undefined) return replacement;
  if (value.kind === 'list') {
    const items = value.items.map((item) => replace(item, replacements));
    return items.some((item, index) => item !== value.items[index]) ? { ...value, items } : value;
  }
  if (value.kind !== 'object') return value;
  const fields = new Map<string, Field>();
  let changed = false;
  for (const [name, field] of value.fields) {
    const replaced = replace(field.value, replacements);
    changed ||= replaced !== field.value;
    fields.set(name, replaced === field.value ? field : { ...field, value: replaced });
  }
  return changed ? { ...value, fields } : value;
}

async function similarFile(path: string): Promise<string | undefined> {
  try {
    const names = await readdir(dirname(path));
    const others = names.filter((name) => extname(name) === '.json' || isCsv(name));
    return didYouMean(basename(path), others, 'JSON and CSV files there');
  } catch {
    return undefined;
  }
}
