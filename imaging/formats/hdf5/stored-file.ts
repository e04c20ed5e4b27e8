import { Module } from 'h5wasm';
import { describeArray } from './describe-array.js';
import { type Content, mount } from './mount.js';
import type { Slab, StoredArray } from './stored-array.js';

/** Attributes are short; a longer one is not looked at. In bytes. */
const maxAttributeBytes = 2 ** 16;

/** The file, or what was asked of it, is not as HDF5 files are. */
export class DamagedFile extends Error {}

/** An open HDF5 file, as far as images need it. Everything throws `DamagedFile` where the library cannot read on. */
export class StoredFile {
  readonly #id: bigint;
  readonly #unmount: () => void;

  constructor(name: string, content: Content) {
    this.#unmount = mount(name, content);
    this.#id = Module.open(`/${name}`, Module.H5F_ACC_RDONLY);
    if (this.#id >= 0n) return;
    this.#unmount();
    throw new DamagedFile('the file does not open');
  }

  close(): void {
    Module.close_file(this.#id);
    this.#unmount();
  }

  /** Every array in the file, each once, in order of their names; not those that links lead to. */
  arrays(): StoredArray[] {
    return attempt(() => Module.get_names(this.#id, '/', true))
      .filter((name) => this.#isDataset(name) && Module.get_symbolic_link(this.#id, `/${name}`) === null)
      .map((name) => this.#describe(name));
  }

  /** Undefined where there is none of that name. */
  array(name: string): StoredArray | undefined {
    return this.#isDataset(name) ? this.#describe(name) : undefined;
  }

  #isDataset(name: string): boolean {
    return attempt(() => Module.get_type(this.#id, `/${name}`)) === Module.H5G_DATASET;
  }

  #describe(name: string): StoredArray {
    return attempt(() => {
      const metadata = Module.get_dataset_metadata(this.#id, `/${name}`);
      return describeArray(name, metadata, Module.get_dataset_filters(this.#id, `/${name}`));
    });
  }

  /** The elements of part of an array, as they are stored but little-endian. Memory is needed twice. */
  read({ name, elementBytes }: StoredArray, { start, count }: Slab): Uint8Array {
    const bytes = count.reduce((product, side) => product * side, elementBytes);
    const at = Module._malloc(bytes);
    if (at === 0) throw new DamagedFile(`there is no memory for ${bytes} bytes`);
    try {
      const ones = start.map(() => 1n);
      const status = attempt(() =>
        Module.get_dataset_data(this.#id, `/${name}`, count.map(BigInt), start.map(BigInt), ones, BigInt(at)),
      );
      if (status < 0) throw new DamagedFile(`${name} cannot be read`);
      return Module.HEAPU8.slice(at, at + bytes);
    } finally {
      Module._free(at);
    }
  }

  /** A text, or the first one of several; undefined where there is none. `path` may be a group's. */
  textAttribute(path: string, name: string): string | undefined {
    const read = this.#attribute(path, name);
    if (read?.metadata.type !== Module.H5T_class_t.H5T_STRING.value) return undefined;
    const { metadata, bytes, texts } = read;
    return texts?.[0] ?? untilNul(bytes.subarray(0, metadata.size));
  }

  hasAttribute(path: string, name: string): boolean {
    return attempt(() => Module.get_attribute_names(this.#id, `/${path}`)).includes(name);
  }

  #attribute(path: string, name: string) {
    if (!this.hasAttribute(path, name)) return undefined;
    const metadata = attempt(() => Module.get_attribute_metadata(this.#id, `/${path}`, name));
    const length = metadata.size * metadata.total_size;
    if (metadata.shape === null || !(length > 0 && length <= maxAttributeBytes)) return undefined;
    const at = Module._malloc(length);
    try {
      Module.HEAPU8.fill(0, at, at + length);
      const status = attempt(() => Module.get_attribute_data(this.#id, `/${path}`, name, BigInt(at)));
      if (status < 0) return undefined;
      const bytes = Module.HEAPU8.slice(at, at + length);
      if (!metadata.vlen) return { metadata, bytes };
      // The bytes are addresses of texts.
      const addresses = new Uint32Array(bytes.buffer);
      const texts = Array.from(addresses, (address) => (address === 0 ? '' : Module.UTF8ToString(address)));
      Module.reclaim_vlen_memory(this.#id, `/${path}`, name, BigInt(at));
      return { metadata, bytes, texts };
    } finally {
      Module._free(at);
    }
  }
}

/** Text of UTF-8 up to the first zero. */
export function untilNul(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** What the library throws itself is about the file; anything else, such as an abort, is not caught here. */
function attempt<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('error - ')) throw new DamagedFile(error.message);
    throw error;
  }
}
