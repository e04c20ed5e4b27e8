import test from 'ava';
import sharp from 'sharp';
import type { ImageSet } from '../../../imaging/image-set.js';
import type { Colour } from './canvas.js';
import { classColour } from './class-colours.js';
import { contactSheet } from './contact-sheet.js';

const side = 32;

/** Images that are black on the left and white on the right, with that as a mask. */
function halves(count: number, truths: ImageSet['truths'], side_ = side): ImageSet {
  const right = (pixel: number) => Number(pixel % side_ >= side_ / 2);
  const fill = (into: Float32Array) => {
    for (let pixel = 0; pixel < side_ * side_; pixel++) into[pixel] = right(pixel);
  };
  return {
    count,
    height: side_,
    width: side_,
    truths,
    intensities: { normalization: 'unit', contrast: 'keep' },
    name: (index) => `half-${index}`,
    digest: String,
    origin: () => ({}),
    levels: () => ({ zero: 0, mean: 0.5 }),
    readImage: (_, into) => fill(into),
    readMask: (_, into) => fill(into),
    readTarget: (_, into) => into.fill(0.5),
    points: () => [[0, 0]],
    label: () => 0,
  };
}

/** Its size, and how many of its pixels have a colour. */
async function pictureOf(png: Buffer) {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const counts = new Map<number, number>();
  for (let at = 0; at < data.length; at += 3) {
    const colour = data.readUIntBE(at, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const having = (colour: Colour) => counts.get(Buffer.from(colour).readUIntBE(0, 3)) ?? 0;
  return { height: info.height, width: info.width, colours: counts.size, having };
}

test('images alone are shown in grey, enlarged by a whole factor', async (t) => {
  const { colours, having } = await pictureOf(await contactSheet(halves(1, {}), 'a'));
  t.is(colours, 2);
  // Eight times as large, and the letters above and below.
  const letters = having([0, 0, 0]) - (side * 8 * side * 8) / 2;
  t.true(letters > 50 && letters < 1000, String(letters));
});

test('under an image come its classes in colour, its target and its class', async (t) => {
  const truths = { classes: ['film', 'gold'], images: true, labels: ['fcc'] } as const;
  const plain = await pictureOf(await contactSheet(halves(4, {}), 'a'));
  const { height, width, having } = await pictureOf(await contactSheet(halves(4, truths), 'a'));
  t.true(height * width > 2.5 * plain.height * plain.width);
  const [red, green, blue] = classColour(1)!;
  const covered = (value: number) => Math.round(0.55 * 255 + 0.45 * value);
  t.is(having([covered(red), covered(green), covered(blue)]), (4 * (side * 8) ** 2) / 2);
  t.is(having([128, 128, 128]), 4 * (side * 8) ** 2, 'the targets');
  t.is(having([red, green, blue]), 64, 'the key to the colours');
});

test('points are dots', async (t) => {
  const { having } = await pictureOf(await contactSheet(halves(2, { points: true }), 'a'));
  t.is(having([255, 0, 255]), 2 * 4 + 64);
});

test('of many images 64 are shown, small', async (t) => {
  const { height, width } = await sharp(await contactSheet(halves(500, {}, 150), 'a')).metadata();
  t.true(height > 8 * 128 && height < 9 * 160, String(height));
  t.true(width > 8 * 128 && width < 9 * 160, String(width));
});

test('the same images give the same bytes', async (t) => {
  const set = halves(3, { classes: ['film', 'gold'], points: true });
  t.deepEqual(await contactSheet(set, 'a'), await contactSheet(set, 'a'));
});
