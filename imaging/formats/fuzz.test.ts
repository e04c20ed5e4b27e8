import test from 'ava';
import { dm } from './dm/dm-file.js';
import { survives } from './fuzz.test-helper.js';
import type { ImageFormat } from './image-file.js';
import { mrc } from './mrc-file.js';
import { npy } from './npy-file.js';
import { npz } from './npz-file.js';
import { sourceInMemory } from './open-source.js';
import { samples } from './samples.test-helper.js';

const targets: readonly (readonly [format: string, decoder: ImageFormat])[] = [
  ['NPY', npy],
  ['NPZ', npz],
  ['MRC', mrc],
  ['DM3', dm],
  ['DM4', dm],
];

for (const [format, decoder] of targets) {
  test(`${format}: of damaged files nothing comes but images and errors with their name`, async (t) => {
    const chosen = samples.filter((sample) => sample.format === format);
    await survives(t, {
      seeds: await Promise.all(chosen.map((sample) => sample.content())),
      open: (content, name) => decoder.open(sourceInMemory(name, name, content), { array: chosen[0]!.array }),
    });
  });
}
