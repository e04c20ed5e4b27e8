import type { ExecutionContext } from 'ava';
import fc from 'fast-check';
import { ImageError } from '../image-error.js';
import type { ImageFile } from './image-file.js';

export interface FuzzTarget {
  /** Sound files, which are damaged in many ways. */
  readonly seeds: readonly Uint8Array[];
  open(content: Uint8Array, name: string): Promise<ImageFile>;
  readonly runs?: number;
}

/** What a decoder may take beyond what the process has; the seeds are small. */
const maxMemoryGrowthBytes = 2 ** 28;
/** Nothing takes that long but an endless loop. */
const hangMs = 120_000;

/** Gives a decoder damaged files: it must read them or throw an `ImageError` with their name, and take little memory. */
export async function survives(t: ExecutionContext, { seeds, open, runs = 2000 }: FuzzTarget): Promise<void> {
  const before = process.resourceUsage().maxRSS;
  let refused = 0;
  const property = fc.asyncProperty(damagedFile(seeds), async (content) => {
    try {
      const file = await open(content, 'damaged');
      try {
        await readSome(file);
      } finally {
        await file.close();
      }
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      if (!error.message.startsWith('damaged')) throw new Error(`without the file's name: ${error.message}`);
      refused++;
    }
  });
  await fc.assert(property, { numRuns: runs, seed: 5, timeout: hangMs, endOnFailure: true });
  // Not only what is refused at the first look was tried.
  t.true(refused > 0 && refused < runs, `${refused} of ${runs} files refused`);
  const growth = (process.resourceUsage().maxRSS - before) * 1024;
  t.true(growth < maxMemoryGrowthBytes, `took ${Math.round(growth / 2 ** 20)} MiB`);
}

async function readSome(file: ImageFile): Promise<void> {
  for (const index of new Set([0, 1, file.images - 1])) {
    if (index >= file.images) continue;
    const { pixels, height, width, channels } = await file.read(index);
    if (pixels.length !== height * width * channels)
      throw new Error('the pixels are not as many as they should be');
    await file.read(index, { x: file.width - 1, y: file.height - 1, width: 1, height: 1 });
  }
}

/** Mostly sound files with a few changes, sometimes bytes at random. */
function damagedFile(seeds: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const nearlySound = fc
    .tuple(fc.constantFrom(...seeds), fc.array(change, { minLength: 1, maxLength: 5 }))
    .map(([seed, changes]) => changes.reduce((content, apply) => apply(content), seed));
  return fc.oneof(
    { arbitrary: nearlySound, weight: 19 },
    { arbitrary: fc.uint8Array({ maxLength: 1500 }), weight: 1 },
  );
}

/** Headers are more interesting than pixels. */
const place = fc.oneof(fc.nat(63), fc.nat(1023), fc.nat());
const edgeNumbers = [0, 1, 2, 255, 256, 65535, 65536, 2 ** 24, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1];

type Change = (content: Uint8Array) => Uint8Array;
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(place, fc.nat(255)).map(
    ([at, value]): Change =>
      (content) => {
        if (content.length === 0) return content;
        return content.with(at % content.length, value);
      },
  ),
  fc.tuple(place, fc.oneof(fc.constantFrom(...edgeNumbers), fc.nat()), fc.boolean()).map(
    ([at, value, little]): Change =>
      (content) => {
        if (content.length < 4) return content;
        const changed = Uint8Array.from(content);
        new DataView(changed.buffer).setUint32(at % (content.length - 3), value, little);
        return changed;
      },
  ),
  place.map(
    (at): Change =>
      (content) =>
        content.slice(0, at % (content.length + 1)),
  ),
  fc.tuple(place, fc.nat(40), place).map(
    ([from, length, to]): Change =>
      (content) => {
        const piece = content.slice(from % (content.length + 1)).slice(0, length);
        const at = to % (content.length + 1);
        return Buffer.concat([content.slice(0, at), piece, content.slice(at)]);
      },
  ),
  fc.tuple(place, fc.nat(40)).map(
    ([from, length]): Change =>
      (content) => {
        const at = from % (content.length + 1);
        return Buffer.concat([content.slice(0, at), content.slice(at + length)]);
      },
  ),
);
