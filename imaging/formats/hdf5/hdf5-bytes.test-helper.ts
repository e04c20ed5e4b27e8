import { type File, FS, type Group, h5wasm, Module, ready } from 'h5wasm';

/** The bytes of an HDF5 file as `build` makes it: of the oldest version that will do, which has no checksums. */
export async function hdf5Bytes(build: (file: File) => void): Promise<Uint8Array> {
  await ready;
  const file = new h5wasm.File('/new.h5', 'w', { libver: ['earliest', 'latest'] });
  build(file);
  file.close();
  const files = FS as unknown as { readFile(path: string): Uint8Array; unlink(path: string): void };
  const bytes = Uint8Array.from(files.readFile('/new.h5'));
  files.unlink('/new.h5');
  return bytes;
}

/** Adds an array; `options` as h5wasm has them. */
export function addArray(
  file: File,
  name: string,
  data: Parameters<File['create_dataset']>[0]['data'],
  shape: number[],
  options: Partial<Parameters<File['create_dataset']>[0]> = {},
): void {
  file.create_dataset({ name, data, shape, ...options });
}

/** Adds a group at a path, with those above it. */
export function addGroups(file: File, path: string): void {
  path.split('/').forEach((_, i, names) => {
    const part = names.slice(0, i + 1).join('/');
    if (Module.get_type(file.file_id, `/${part}`) < 0) file.create_group(part);
  });
}

/** 0, 1, 2, … */
export function count(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

/** Replaces the first place where the 64-bit numbers `from` follow each other. */
export function patchNumbers(bytes: Uint8Array, from: readonly number[], to: readonly number[]): void {
  const bytesOf = (numbers: readonly number[]) => Buffer.from(BigUint64Array.from(numbers, BigInt).buffer);
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(bytesOf(from));
  if (at < 0) throw new Error(`bug: ${from} is not in there`);
  bytes.set(bytesOf(to), at);
}

/** A group of Berkeley's EMD with two images of 3 × 4 pixels of 0.25 × 0.5 units. */
export function addBerkeley(
  file: File,
  group: string,
  unit: string,
  values: readonly number[] = count(24),
): void {
  addGroups(file, group);
  (file.get(group) as Group).create_attribute('emd_group_type', 1);
  addArray(file, `${group}/data`, Uint16Array.from(values), [2, 3, 4]);
  const dims = [
    ['dim1', [0, 1], '[s]'],
    ['dim2', [5, 5.25, 5.5], unit],
    ['dim3', [0, 0.5, 1, 1.5], unit],
  ] as const;
  for (const [name, coordinates, units] of dims) {
    addArray(file, `${group}/${name}`, Float64Array.from(coordinates), [coordinates.length]);
    (file.get(`${group}/${name}`) as Group).create_attribute('units', units);
  }
}

const veloxMetadata = JSON.stringify({
  BinaryResult: { PixelSize: { width: '1.5e-10', height: '2.5e-10' }, PixelUnitX: 'm', PixelUnitY: 'm' },
});

/** Two frames of 3 × 4 pixels as Velox has them: [height, width, frames], with metadata as text in columns. */
export function addVelox(
  file: File,
  id: string,
  values: readonly number[] = count(24),
  metadata = veloxMetadata,
): void {
  const group = `Data/Image/${id}`;
  addGroups(file, group);
  const framesLast = Uint16Array.from(count(24), (i) => values[(i % 2) * 12 + (i >> 1)]!);
  addArray(file, `${group}/Data`, framesLast, [3, 4, 2], { chunks: [3, 4, 1] });
  const text = Buffer.from(metadata.padEnd(512, '\0'));
  const columns = Uint8Array.from(count(1024), (i) => text[i >> 1]!);
  addArray(file, `${group}/Metadata`, columns, [512, 2]);
}
