import test from 'ava';
import { ImageError } from '../image-error.js';
import { mrc } from './mrc-file.js';
import { type MrcOptions, writeMrc } from './mrc-file.test-helper.js';
import { sourceInMemory } from './open-source.js';

const bytes = { mode: 0, dtype: 'int8', width: 2, height: 1, sections: 1, values: [-1, 5] } as const;
const open = (file: Uint8Array) => mrc.open(sourceInMemory('a.mrc', 'a.mrc', file), {});
const opened = (options: MrcOptions) => open(writeMrc(options));

const byteRules = [
  ['are signed, as MRC2014 has it', {}, 'int8'],
  ['are unsigned if the header says so large a maximum', { maximum: 200 }, 'uint8'],
  ['are signed if the flags of IMOD say so', { imodFlags: 1, maximum: 200 }, 'int8'],
  ['are unsigned if the flags of IMOD do not say that they are signed', { imodFlags: 4 }, 'uint8'],
] as const;
for (const [rule, options, storedDtype] of byteRules) {
  test(`bytes ${rule}`, async (t) => {
    const file = await opened({ ...bytes, ...options });
    t.is(file.storedDtype, storedDtype);
    t.deepEqual(Array.from((await file.read(0)).pixels), storedDtype === 'int8' ? [-1, 5] : [255, 5]);
  });
}

for (const littleEndian of [true, false]) {
  test(`a file without machine stamp, ${littleEndian ? 'little' : 'big'}-endian, is read by its mode`, async (t) => {
    const file = await opened({ ...bytes, mode: 1, dtype: 'int16', littleEndian, stamped: false });
    t.deepEqual(Array.from((await file.read(0)).pixels), [-1, 5]);
  });
}

test('the size of a pixel is that of the axes which columns and rows are', async (t) => {
  const file = await opened({ ...bytes, axes: [3, 1, 2], spacing: [1.5, 2.5, 7] });
  t.deepEqual(file.pixelSize, { x: 1.5, y: 2.5, unit: 'Å' });
});

test('a cell without size gives no pixel size', async (t) => {
  t.false('pixelSize' in (await opened(bytes)));
});

const refused = [
  ['complex numbers', { mode: 4 }, /^a\.mrc has complex floating-point elements \(mode 4\)/],
  ['an unknown mode', { mode: 77 }, /^a\.mrc is damaged at byte 12: 77 is no mode$/],
  ['no sections', { sections: 0 }, /^a\.mrc is damaged at byte 0: .* 0 images of 2 × 1 pixels$/],
  [
    '10^9 pixels that are not there',
    { width: 40_000, height: 25_000 },
    /cut off at byte 1026 of 1000001024$/,
  ],
  [
    'more than any file has',
    { width: 2 ** 31 - 1, height: 2 ** 31 - 1, sections: 2 ** 31 - 1 },
    /cut off at byte/,
  ],
] as const;
for (const [what, options, message] of refused) {
  test(`a header of ${what} is refused`, async (t) => {
    await t.throwsAsync(opened({ ...bytes, ...options }), { instanceOf: ImageError, message });
  });
}
