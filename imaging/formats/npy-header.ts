/** What the header of an NPY file says. */
export interface NpyHeader {
  /** NumPy's name of the element type: `<u2`. */
  readonly descriptor: string;
  /** Whether the first side varies fastest. */
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the elements start, in bytes. */
  readonly dataOffset: number;
}

const magic = Buffer.from('\x93NUMPY', 'latin1');
const entries = {
  descriptor: /'descr': *(?:'([^']*)'|\[[^\]]*\])/,
  fortranOrder: /'fortran_order': *(True|False)/,
  shape: /'shape': *\(([\d, ]*)\)/,
};

/** Enough of a file for any header that `decodeNpyHeader` reads: longer ones describe records, not numbers. */
export const maxNpyHeaderBytes = 2 ** 16 + 12;

/**
 * Reads the header of an NPY file, format version 1.0 to 3.0, from its first bytes (`maxNpyHeaderBytes`, or all where
 * the file is shorter). Throws an `Error` that says what is wrong; undefined where the header is cut off.
 */
export function decodeNpyHeader(start: Uint8Array): NpyHeader | undefined {
  const bytes = Buffer.from(start.buffer, start.byteOffset, start.byteLength);
  if (!bytes.subarray(0, magic.length).equals(magic.subarray(0, bytes.length))) {
    throw new Error('it is no NPY file');
  }
  if (bytes.length < 12) return undefined;
  const version = bytes[6]!;
  if (version < 1 || version > 3) throw new Error(`NPY version ${version} is not read`);
  const preludeBytes = version === 1 ? 10 : 12;
  const headerBytes = version === 1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8);
  const dataOffset = preludeBytes + headerBytes;
  if (dataOffset > maxNpyHeaderBytes) throw new Error(`its NPY header has ${headerBytes} bytes`);
  if (dataOffset > bytes.length) return undefined;
  return { ...parseDictionary(bytes.toString('latin1', preludeBytes, dataOffset)), dataOffset };
}

/** The three entries, which may be in any order, and nothing else. */
function parseDictionary(header: string): Omit<NpyHeader, 'dataOffset'> {
  const rest = Object.values(entries).reduce((text, entry) => text.replace(entry, ''), header);
  const [descriptor, fortranOrder, shape] = Object.values(entries).map((entry) => entry.exec(header));
  if (!descriptor || !fortranOrder || !shape || !/^\{[ ,]*\} *\n?$/.test(rest)) {
    throw new Error('its NPY header cannot be read');
  }
  return {
    descriptor: descriptor[1] ?? 'record',
    fortranOrder: fortranOrder[1] === 'True',
    shape: parseShape(shape[1]!),
  };
}

/** `"3, 4"`, `"3,"` or `""`, as Python writes a tuple's inside. */
function parseShape(tuple: string): number[] {
  const sides = tuple.split(',').map((side) => side.trim());
  if (sides.at(-1) === '') sides.pop();
  if (!sides.every((side) => /^\d+$/.test(side))) throw new Error('its NPY shape cannot be read');
  return sides.map(Number);
}
