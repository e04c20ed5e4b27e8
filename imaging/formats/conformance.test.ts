import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import type { Region } from '../datasets/region.js';
import { cutRegion } from '../datasets/region.js';
import { ImageError } from '../image-error.js';
import { openImageFile } from './open-image-file.js';
import { openSourceOnDisk } from './open-source.js';
import { type FormatSample, openSample, samples } from './samples.test-helper.js';
import { rasterDtype } from './to-raster-pixels.js';

/** Regions at all borders and inside, as far as an image is large enough. */
function regionsOf({ height, width }: FormatSample): Region[] {
  return [
    { x: 0, y: 0, width: 1, height: 1 },
    { x: width - 1, y: height - 1, width: 1, height: 1 },
    { x: 0, y: 1, width, height: height - 1 },
    { x: 1, y: 0, width: width - 1, height },
    { x: 1, y: 1, width: Math.max(1, width - 2), height: Math.max(1, height - 2) },
  ];
}

for (const sample of samples) {
  const { title, fileName, images, height, width, channels, values, lossy = false } = sample;
  const imageLength = height * width * channels;
  const image = (index: number) => values.slice(index * imageLength, (index + 1) * imageLength);

  test(`${title}: shape, kind of pixel and pixel size are those of the file`, async (t) => {
    const file = await openSample(sample, await sample.content(), fileName);
    const { read, close, ...about } = file;
    t.deepEqual(about, {
      ...{ format: sample.format, images, height, width, channels, lossy },
      dtype: rasterDtype(sample.storedDtype),
      storedDtype: sample.storedDtype,
      ...(sample.pixelSize && { pixelSize: sample.pixelSize }),
    });
    await file.close();
  });

  test(`${title}: every image is read, in any order and again`, async (t) => {
    const file = await openSample(sample, await sample.content(), fileName);
    const forth = Array.from({ length: images }, (_, index) => index);
    for (const index of [...forth, ...forth.toReversed()]) {
      const { pixels, ...about } = await file.read(index);
      t.deepEqual(about, { height, width, channels, dtype: file.dtype, lossy });
      t.deepEqual(Array.from(pixels), image(index));
    }
    const together = await Promise.all(forth.map((index) => file.read(index)));
    t.deepEqual(
      together.flatMap(({ pixels }) => Array.from(pixels)),
      [...values],
    );
    await file.close();
  });

  test(`${title}: a region is what would be cut out of the whole`, async (t) => {
    const file = await openSample(sample, await sample.content(), fileName);
    for (const region of regionsOf(sample)) {
      const { pixels } = await file.read(images - 1);
      const part = await file.read(images - 1, region);
      t.deepEqual([part.height, part.width, part.channels], [region.height, region.width, channels]);
      t.deepEqual(part.pixels, cutRegion(pixels, width, channels, region));
    }
    await file.close();
  });

  test(`${title}: a file that is cut off is refused by name`, async (t) => {
    const content = await sample.content();
    const { spareBytes = 0 } = sample;
    const essential = content.length - spareBytes;
    for (const length of [
      0,
      1,
      9,
      ...[0.2, 0.5, 0.9].map((share) => Math.floor(share * essential)),
      essential - 1,
    ]) {
      const cut = content.slice(0, length);
      const error = await t.throwsAsync(
        readAll(cut),
        { instanceOf: ImageError },
        `${length} of ${content.length}`,
      );
      t.true(error?.message.startsWith(fileName), error?.message);
    }
    async function readAll(cut: Uint8Array) {
      const file = await openSample(sample, cut, fileName);
      try {
        for (let index = 0; index < images; index++) await file.read(index);
      } finally {
        await file.close();
      }
    }
  });

  if (sample.open) continue;
  test(`${title}: on disk it is read as in memory`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'micrograph-formats-'));
    const path = join(folder, fileName);
    await writeFile(path, await sample.content());
    const source = await openSourceOnDisk(fileName, path);
    const file = await openImageFile(source, { array: sample.array });
    for (let index = 0; index < images; index++) {
      t.deepEqual(Array.from((await file.read(index)).pixels), image(index));
    }
    const [region] = regionsOf(sample).slice(-1);
    const whole = await file.read(0);
    t.deepEqual((await file.read(0, region)).pixels, cutRegion(whole.pixels, width, channels, region!));
    await file.close();
    await source.close();
    await rm(folder, { recursive: true });
  });
}
