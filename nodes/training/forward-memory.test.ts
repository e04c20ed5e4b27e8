import test from 'ava';
import { buildNetwork } from '../../learn/networks/build-network.js';
import { forwardBytesPerPixel, mostPixelsOfImage, pixelsAtOnce } from './forward-memory.js';

const unet = (baseFilters: number) => buildNetwork({ kind: 'residual-unet', blocks: 2, baseFilters });
const hrnet = (stemStride: 1 | 4) => buildNetwork({ kind: 'hrnet', preset: 'W18-small-v1', stemStride });

test('a forward pass is taken to need twice the two largest outputs of layers', (t) => {
  // Skip and enlarged features joined, and the enlarged ones by themselves.
  t.is(forwardBytesPerPixel(unet(4)), 2 * 4 * (12 + 8));
  t.is(forwardBytesPerPixel(unet(64)), 16 * forwardBytesPerPixel(unet(4)));
  t.true(
    forwardBytesPerPixel(hrnet(1)) > 10 * forwardBytesPerPixel(hrnet(4)),
    'the stem makes images smaller',
  );
});

test('a network with many features is given fewer pixels at once, and never less than a small image', (t) => {
  t.is(pixelsAtOnce(unet(4)), 2 ** 20);
  t.is(pixelsAtOnce(unet(64)), Math.floor(2 ** 30 / 2560));
  t.is(mostPixelsOfImage(unet(64)), Math.floor(2 ** 32 / 2560));
  t.is(mostPixelsOfImage(unet(16)), Math.floor(2 ** 32 / 640));
  t.is(pixelsAtOnce(unet(1024 * 16)), 64 ** 2);
});
