import { readFileSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { openSourceOnDisk, sourceInMemory } from '../open-source.js';
import { hdf5 } from './hdf5.js';
import { addArray, hdf5Bytes, patchNumbers } from './hdf5-bytes.test-helper.js';

const [images, side] = [4096, 512];
const gibibyte = images * side ** 2;

/** A file of 4,096 images of 512² bytes, of which the last begins with 7; all zeros take no place on disk. */
async function writeSparse(path: string): Promise<void> {
  const few = 2;
  const bytes = await hdf5Bytes((h5) =>
    addArray(h5, 'images', new Uint8Array(few * side ** 2).fill(1), [few, side, side]),
  );
  const start = Buffer.from(bytes).indexOf(Buffer.alloc(few * side ** 2, 1));
  bytes.fill(0, start, start + few * side ** 2);
  patchNumbers(bytes, [few, side, side, few, side, side], [images, side, side, images, side, side]);
  patchNumbers(bytes, [start, few * side ** 2], [start, gibibyte]);
  // Where the file ends.
  patchNumbers(bytes, [bytes.length], [start + gibibyte]);
  const file = await open(path, 'w');
  await file.write(bytes);
  await file.truncate(start + gibibyte);
  await file.write(Uint8Array.of(7), 0, 1, start + (images - 1) * side ** 2);
  await file.close();
}

/** Largest resident set of this process so far, in MiB. */
function peakMiB(): number {
  return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))![1]) / 1024;
}

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('one image of a file of 1 GiB takes no more memory than one of a small file', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'micrograph-large-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const path = join(folder, 'large.h5');
  await writeSparse(path);
  const source = await openSourceOnDisk('large.h5', path);
  t.true(source.size > gibibyte);

  // The library itself.
  const small = await hdf5Bytes((h5) => addArray(h5, 'a', new Uint8Array(side ** 2), [side, side]));
  await (await hdf5.open(sourceInMemory('small.h5', '', small), {})).read(0);

  const before = peakMiB();
  const file = await hdf5.open(source, {});
  t.is(file.images, images);
  const { pixels } = await file.read(images - 1);
  t.deepEqual([...pixels.subarray(0, 2)], [7, 0]);
  t.true(peakMiB() - before < 16, `${before} MiB became ${peakMiB()}`);
  await file.close();
  await source.close();
});
