import test from 'ava';
import { ImageError } from '../image-error.js';
import { npy } from './npy-file.js';
import { writeNpy, writeNpz } from './npy-file.test-helper.js';
import { npz } from './npz-file.js';
import { sourceInMemory } from './open-source.js';

const open = (file: Uint8Array, array?: string) =>
  (file[0] === 0x93 ? npy : npz).open(sourceInMemory('a', 'a', file), { array });
const image = { dtype: 'uint8', shape: [2, 3], values: [1, 2, 3, 4, 5, 6] } as const;

test('the entries of a header may come in any order', async (t) => {
  const usual = writeNpy(image).toString('latin1');
  const other = "{'shape': (2, 3), 'fortran_order': False, 'descr': '|u1'}";
  const header = /\{.*\}/.exec(usual)![0];
  const file = Buffer.from(usual.replace(header, other.padEnd(header.length)), 'latin1');
  t.deepEqual(Array.from((await (await open(file)).read(0)).pixels), [1, 2, 3, 4, 5, 6]);
});

const refused = [
  ['complex numbers', { descriptor: '<c8' }, 'a has elements of NumPy type "<c8", which are not read'],
  ['Python objects', { descriptor: '|O' }, 'a has elements of NumPy type "|O", which are not read'],
  ['10^9 pixels that are not there', { shape: [40_000, 25_000] }, 'a is cut off at byte 134 of 1000000128'],
  ['sides that overflow', { shape: [99_999_999_999, 99_999_999_999] }, /^a is cut off at byte 134 of 9\.9/],
  ['no pixels', { shape: [0, 3] }, 'a is an array of shape [0, 3]: there are no pixels in it'],
  ['one dimension', { shape: [6] }, 'a is an array of shape [6], which is not read'],
] as const;
for (const [what, options, message] of refused) {
  test(`a header of ${what} is refused`, async (t) => {
    await t.throwsAsync(open(writeNpy({ ...image, ...options })), { instanceOf: ImageError, message });
  });
}

test('of several arrays one has to be chosen, and those that cannot be images need not be named', async (t) => {
  const labels = writeNpy({ dtype: 'int64', shape: [2, 3], values: [0, 1, 0, 1, 0, 1] });
  const scale = writeNpy({ dtype: 'float64', shape: [], values: [0.5] });
  const one = await open(writeNpz({ scale, images: writeNpy(image) }));
  t.deepEqual(Array.from((await one.read(0)).pixels), [1, 2, 3, 4, 5, 6]);

  const several = writeNpz({ images: writeNpy(image), labels, scale }, true);
  const ambiguous = await t.throwsAsync(open(several), { instanceOf: ImageError });
  t.is(ambiguous?.message, 'a has 2 arrays that may be images: images [2, 3], labels [2, 3]');
  t.is((await open(several, 'labels')).storedDtype, 'int64');
  const missing = await t.throwsAsync(open(several, 'masks'), { instanceOf: ImageError });
  t.is(missing?.message, 'a has no array "masks"');
  t.is((missing as ImageError).hint, 'It has images [2, 3], labels [2, 3], scale [].');
  await t.throwsAsync(open(several, 'scale'), {
    message: 'a:scale is an array of shape [], which is not read',
  });
});

test('a packed array that unpacks to more than it says is refused, and none is unpacked beyond a limit', async (t) => {
  const zeros = writeNpy({ dtype: 'uint8', shape: [1000, 1000], values: new Array(1e6).fill(0) });
  const lying = writeNpz({ images: zeros }, true);
  const size = lying.length < 2 ** 16 ? zeros.length : 0;
  const claim = (bytes: number) => {
    const changed = Buffer.from(lying);
    const number = Buffer.alloc(4);
    number.writeUInt32LE(size);
    for (let at = changed.indexOf(number); at >= 0; at = changed.indexOf(number, at + 4))
      changed.writeUInt32LE(bytes, at);
    return changed;
  };
  t.is((await (await open(lying)).read(0)).pixels.length, 1e6);
  await t.throwsAsync(open(claim(5000)), { message: 'a:images does not unpack: it is damaged' });
  await t.throwsAsync(open(claim(2 ** 31)), { message: /^a:images has 2147483648 bytes, too many/ });
});
