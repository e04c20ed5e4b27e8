import test from 'ava';
import { survives } from './fuzz.test-helper.js';
import type { ImageFormat } from './image-file.js';
import { sourceInMemory } from './open-source.js';
import { withChecksums } from './png.test-helper.js';
import { jpeg, png } from './raster-file.js';
import { samples } from './samples.test-helper.js';
import { tiff } from './tiff/tiff-file.js';

interface Target {
  readonly format: string;
  readonly decoder: ImageFormat;
  /** Lets damage through that the decoder would see at the first look. */
  readonly repair?: (content: Uint8Array) => Uint8Array;
}

const targets: readonly Target[] = [
  { format: 'PNG', decoder: png, repair: withChecksums },
  { format: 'JPEG', decoder: jpeg },
  { format: 'TIFF', decoder: tiff },
];

for (const { format, decoder, repair = (content: Uint8Array) => content } of targets) {
  // One after the other: they share the library's threads.
  test.serial(
    `${format}: of damaged files nothing comes but images and errors with their name`,
    async (t) => {
      const chosen = samples.filter((sample) => sample.format === format);
      await survives(t, {
        seeds: await Promise.all(chosen.map((sample) => sample.content())),
        open: (content, name) => decoder.open(sourceInMemory(name, name, repair(content)), {}),
      });
    },
  );
}
