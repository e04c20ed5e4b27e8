import test from 'ava';
import { commonPixelSize } from './common-pixel-size.js';

const nm = (x: number, y = x) => ({ pixelSize: { x, y, unit: 'nm' } });

test('images that agree on the extent of a pixel give it, as it is after preparation', (t) => {
  const images = [nm(0.5, 1), nm(0.5, 1)];
  t.deepEqual(commonPixelSize(images, { downscale: 1 }), nm(0.5, 1));
  t.deepEqual(commonPixelSize(images, { downscale: 4 }), nm(2, 4));
  t.deepEqual(commonPixelSize(images, { downscale: 1, enlarge: 2 }), nm(0.25, 0.5));
  const fit = { width: 4, height: 4 };
  t.deepEqual(commonPixelSize(images, { downscale: 1, fit: { ...fit, rule: 'pad' } }), nm(0.5, 1));
});

test('where one does not say it, they disagree, or are resized, it is not known', (t) => {
  const one = { downscale: 1 };
  t.deepEqual(commonPixelSize([], one), {});
  t.deepEqual(commonPixelSize([nm(1), {}], one), {});
  t.deepEqual(commonPixelSize([nm(1), nm(2)], one), {});
  t.deepEqual(commonPixelSize([nm(1), { pixelSize: { x: 1, y: 1, unit: 'Å' } }], one), {});
  const fit = { width: 4, height: 4, rule: 'resize' } as const;
  t.deepEqual(commonPixelSize([nm(1)], { downscale: 1, fit }), {});
});
