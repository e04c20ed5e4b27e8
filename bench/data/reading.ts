import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImageFile } from '../../imaging/formats/image-file.js';
import { openImageFile } from '../../imaging/formats/open-image-file.js';
import { openSourceOnDisk } from '../../imaging/formats/open-source.js';
import { type Figure, figure, median } from '../figure.js';
import type { DataOptions } from './data.js';
import { type PythonReader, type ReadingTime, type Square, startPythonReader } from './python-reader.js';

/** A way to store images, as the Python side calls it. */
interface Kind {
  readonly name: string;
  readonly peer: string;
  /** The file that has image `index`; all are in one where there is no index in it. */
  readonly file: (index: number) => string;
}

const kinds: readonly Kind[] = [
  { name: 'PNG', peer: 'Pillow', file: (index) => `${index}.png` },
  { name: 'TIFF', peer: 'tifffile.memmap', file: (index) => `${index}-plain.tif` },
  { name: 'TIFF, LZW', peer: 'tifffile', file: (index) => `${index}-lzw.tif` },
  { name: 'TIFF, deflate', peer: 'tifffile', file: (index) => `${index}-deflate.tif` },
  { name: 'TIFF, stack', peer: 'tifffile.memmap', file: () => 'stack.tif' },
  { name: 'NPY', peer: 'numpy.load(mmap_mode)', file: () => 'stack.npy' },
  { name: 'MRC', peer: 'mrcfile.mmap', file: () => 'stack.mrcs' },
  { name: 'HDF5', peer: 'h5py', file: () => 'plain.h5' },
  { name: 'HDF5, gzip', peer: 'h5py', file: () => 'gzip.h5' },
];

/**
 * Reading uint16 images, whole and parts of 128², by ours and by Python's usual library for the format: the same files,
 * in memory from having been written, one thread each, in turns. One figure a format and part: milliseconds an image,
 * and how many times as long as Python ours takes.
 */
export async function* readingFigures({ quick, only = '' }: DataOptions): AsyncGenerator<Figure> {
  const count = quick ? 4 : 32;
  const side = quick ? 256 : 1024;
  const rounds = quick ? 1 : 7;
  const folder = await mkdtemp(join(tmpdir(), 'micrograph-reading-'));
  const python = startPythonReader();
  try {
    await python.write(folder, count, side);
    for (const kind of kinds) {
      const whole = { count, x: 0, y: 0, side };
      const part = { count, x: 77, y: 50, side: 128 };
      for (const [what, square] of [
        ['whole', whole],
        ['128²', part],
      ] as const) {
        const name = `reading ${kind.name}, ${what} of ${side}²`;
        if (name.includes(only)) yield* compared(name, kind, square, { folder, python, rounds });
      }
    }
  } finally {
    python.close();
    await rm(folder, { recursive: true });
  }
}

async function* compared(
  name: string,
  kind: Kind,
  square: Square,
  {
    folder,
    python,
    rounds,
  }: { readonly folder: string; readonly python: PythonReader; readonly rounds: number },
): AsyncGenerator<Figure> {
  const ours: number[] = [];
  const theirs: number[] = [];
  // The first round is not counted: everything is loaded then.
  for (let round = 0; round <= rounds; round++) {
    const our = await measure((index) => join(folder, kind.file(index)), square);
    const their = await python.measure(folder, kind.name, square);
    if (our.sum !== their.sum) throw new Error(`${name}: ours sums up to ${our.sum}, theirs to ${their.sum}`);
    if (round === 0) continue;
    ours.push(our.ms);
    theirs.push(their.ms);
  }
  const versus = `${kind.peer} ${median(theirs).toPrecision(3)} ms`;
  yield figure(name, median(ours), 'ms', undefined, versus);
  yield figure(`${name}: over ${kind.peer}`, median(ours) / median(theirs), '×');
}

async function measure(
  pathOf: (index: number) => string,
  { count, x, y, side }: Square,
): Promise<ReadingTime> {
  let readingMs = 0;
  let sum = 0;
  let open: { readonly path: string; readonly file: ImageFile; close(): Promise<void> } | undefined;
  for (let index = 0; index < count; index++) {
    const path = pathOf(index);
    const startedAt = performance.now();
    if (open?.path !== path) {
      await open?.close();
      open = await opened(path);
    }
    const image = open.file.images === 1 ? 0 : index;
    const isWhole = side === open.file.width;
    const { pixels } = await open.file.read(image, isWhole ? undefined : { x, y, width: side, height: side });
    readingMs += performance.now() - startedAt;
    // Not measured: shows that both sides read the same.
    for (const value of pixels) sum += value;
  }
  await open?.close();
  return { ms: readingMs / count, sum };
}

async function opened(path: string) {
  const source = await openSourceOnDisk(path, path);
  const file = await openImageFile(source);
  return {
    path,
    file,
    async close() {
      await file.close();
      await source.close();
    },
  };
}
