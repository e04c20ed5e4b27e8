import sharp from 'sharp';
import type { Size } from '../../../imaging/datasets/reduce.js';
import type { ImagePoint } from '../../../imaging/image-set.js';
import type { GreyRange } from '../../../imaging/picture-grid.js';
import { Canvas, type ColourPicture } from './canvas.js';
import { classColour, pointColour } from './class-colours.js';

/** How strongly classes cover the image. */
const opacity = 0.45;

/** What an image shows, and what is known of its pixels and places. */
export interface Shown {
  /** Intensities, [height × width]. */
  readonly image: Float32Array;
  /** Numbers of classes, [height × width]. */
  readonly mask?: Float32Array | undefined;
  readonly points?: readonly ImagePoint[] | undefined;
}

/**
 * An image, scaled to `to`, in grey, its classes and points in colour upon it. Smaller ones are enlarged without
 * smoothing, so that their pixels are seen.
 */
export async function thumbnail(
  { image, mask, points = [] }: Shown,
  size: Size,
  to: Size,
  range: GreyRange,
): Promise<ColourPicture> {
  const kernel = to.width > size.width ? 'nearest' : 'lanczos3';
  const resized = (pixels: Uint8Array, channels: 1 | 4, colours: 'b-w' | 'srgb') =>
    sharp(pixels, { raw: { ...size, channels }, limitInputPixels: false })
      .resize({ ...to, fit: 'fill', kernel })
      .toColourspace(colours)
      .raw()
      .toBuffer();
  const picture = new Canvas(to.height, to.width);
  const grey = await resized(greyOf(image, range), 1, 'b-w');
  for (let at = 0; at < picture.pixels.length; at++) picture.pixels[at] = grey[Math.floor(at / 3)]!;
  if (mask) cover(picture, await resized(coloursOf(mask), 4, 'srgb'));
  for (const [x, y] of points) {
    const [column, row] = [scaled(x, size.width, to.width), scaled(y, size.height, to.height)];
    for (const [dx, dy] of dotShape) picture.dot(column + dx, row + dy, pointColour);
  }
  return picture;
}

const dotShape = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
] as const;

/** Where the pixel at `place` of `from` lies among `to`. */
function scaled(place: number, from: number, to: number): number {
  return Math.floor(((place + 0.5) * to) / from - 0.5);
}

function greyOf(image: Float32Array, { black, white }: GreyRange): Uint8Array {
  const scale = 255 / (white - black || 1);
  return Uint8Array.from(image, (value) => {
    const grey = Math.round((value - black) * scale);
    return Math.min(255, Math.max(0, grey));
  });
}

/** Red, green, blue and opacity. */
function coloursOf(mask: Float32Array): Uint8Array {
  const colours = new Uint8Array(mask.length * 4);
  for (let pixel = 0; pixel < mask.length; pixel++) {
    const colour = classColour(mask[pixel]!);
    if (!colour) continue;
    colours.set(colour, pixel * 4);
    colours[pixel * 4 + 3] = 255;
  }
  return colours;
}

function cover(picture: Canvas, colours: Uint8Array): void {
  for (let pixel = 0; pixel < colours.length / 4; pixel++) {
    const share = (opacity * colours[pixel * 4 + 3]!) / 255;
    for (let channel = 0; channel < 3; channel++) {
      const at = pixel * 3 + channel;
      picture.pixels[at] = Math.round(
        (1 - share) * picture.pixels[at]! + share * colours[pixel * 4 + channel]!,
      );
    }
  }
}
