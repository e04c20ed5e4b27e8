import { elementCount, type NamedArray, type NamedArrays } from './named-arrays.js';

/** A file that is not safetensors, is cut short, or holds what is not supported here. */
export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError';
}

const lengthBytes = 8;
const alignmentBytes = 8;

/**
 * Float32 arrays as a .safetensors file: the header's length (u64, little-endian), a JSON header, the data. Arrays
 * are ordered by name and the header is padded with spaces, so equal arrays are equal bytes.
 */
export function encodeSafetensors(arrays: NamedArrays): Uint8Array {
  const sorted = [...arrays].sort(([a], [b]) => (a < b ? -1 : 1));
  let offset = 0;
  const entries = sorted.map(([name, { shape, data }]) => {
    if (data.length !== elementCount(shape))
      throw new Error(`bug: ${name} does not fill its shape [${shape}]`);
    const begin = offset;
    offset += data.byteLength;
    const entry = { dtype: 'F32', shape, data_offsets: [begin, offset] };
    return `${JSON.stringify(name)}:${JSON.stringify(entry)}`;
  });
  const json = Buffer.from(`{${entries.join(',')}}`);
  const headerBytes = Math.ceil(json.length / alignmentBytes) * alignmentBytes;

  const file = Buffer.alloc(lengthBytes + headerBytes + offset, ' ');
  file.writeBigUInt64LE(BigInt(headerBytes), 0);
  json.copy(file, lengthBytes);
  let position = lengthBytes + headerBytes;
  for (const [, { data }] of sorted) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return file;
}

/**
 * Reads a .safetensors file of float32 arrays. Throws a SafetensorsError for anything else: every length and offset
 * is checked against the file before it is used.
 */
export function decodeSafetensors(file: Uint8Array): NamedArrays {
  const { header, dataBegin } = readHeader(file);
  const entries = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => ({ name, ...checkedEntry(name, value) }))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);

  let position = 0;
  const arrays = new Map<string, NamedArray>();
  for (const { name, shape, begin, end } of entries) {
    if (begin !== position) throw new SafetensorsError(`the data of ${name} overlaps or leaves a gap`);
    if (end > file.length - dataBegin) throw new SafetensorsError(`the file is cut short inside ${name}`);
    // A copy has memory of its own, which begins where a float32 may begin.
    const copy = Uint8Array.prototype.slice.call(file, dataBegin + begin, dataBegin + end);
    arrays.set(name, { shape, data: new Float32Array(copy.buffer) });
    position = end;
  }
  if (position !== file.length - dataBegin)
    throw new SafetensorsError('the file goes on after its last array');
  return arrays;
}

function readHeader(file: Uint8Array): { header: object; dataBegin: number } {
  if (file.length < lengthBytes) throw new SafetensorsError('the file is too short to be safetensors');
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const headerBytes = bytes.readBigUInt64LE(0);
  if (headerBytes > BigInt(file.length - lengthBytes)) {
    throw new SafetensorsError('the header is longer than the file: it is cut short, or not safetensors');
  }
  const dataBegin = lengthBytes + Number(headerBytes);
  const header = parseJson(bytes.subarray(lengthBytes, dataBegin));
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw new SafetensorsError('the header is not a JSON object: this is not a safetensors file');
  }
  return { header, dataBegin };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new SafetensorsError('the header is not JSON: this is not a safetensors file');
  }
}

function checkedEntry(name: string, value: unknown) {
  const { dtype, shape, data_offsets: offsets } = Object(value) as Record<string, unknown>;
  if (dtype !== 'F32')
    throw new SafetensorsError(`${name} has type ${JSON.stringify(dtype)}; only F32 is read`);
  if (!isSizes(shape)) throw new SafetensorsError(`${name} has no valid shape`);
  if (!isSizes(offsets) || offsets.length !== 2) throw new SafetensorsError(`${name} has no valid offsets`);
  const [begin, end] = offsets as [number, number];
  // Products beyond 2^53 are inexact, but then far from any offset that passes for a size.
  if (end - begin !== elementCount(shape) * Float32Array.BYTES_PER_ELEMENT) {
    throw new SafetensorsError(`the data of ${name} does not fit its shape [${shape}]`);
  }
  return { shape, begin, end };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
