import { ImageError } from '../image-error.js';

/** How the images lie in an array of two to four dimensions. */
export interface ArrayLayout {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Distances, in elements, between neighbours along each side. */
  readonly strides: Strides;
}

/** Where an element lies: image · `image` + row · `row` + column · `column` + channel · `channel`. */
export interface Strides {
  readonly image: number;
  readonly row: number;
  readonly column: number;
  readonly channel: number;
}

type Side = 'images' | 'height' | 'width' | 'channels';

/** As many channels as an image may have in an array; a longer side counts something else. */
const mostChannels = 4;

/**
 * What the sides of an array of images are, for all formats that do not say. Two: height, width. Three: images, height,
 * width. Four: images, height, width, channels if the last is at most 4, else images, channels, height, width if the
 * second is. Throws an `ImageError` that begins with `name` for any other shape. The last side varies fastest, or in
 * Fortran's order the first.
 */
export function arrayLayout(
  name: string,
  shape: readonly number[],
  order: 'C' | 'Fortran' = 'C',
): ArrayLayout {
  const sides = sidesOf(shape);
  if (!sides) {
    const hint =
      'Arrays of images are [height, width], [images, height, width], [images, height, width, channels] or ' +
      `[images, channels, height, width], with at most ${mostChannels} channels.`;
    throw new ImageError(`${name} is an array of shape ${inBrackets(shape)}, which is not read`, hint);
  }
  if (!shape.every((side) => Number.isSafeInteger(side) && side > 0)) {
    throw new ImageError(`${name} is an array of shape ${inBrackets(shape)}: there are no pixels in it`);
  }
  const extent = { images: 1, height: 1, width: 1, channels: 1 };
  const stride = { images: 0, height: 0, width: 0, channels: 0 };
  let distance = 1;
  const fastestFirst = order === 'C' ? [...sides.entries()].reverse() : sides.entries();
  for (const [i, side] of fastestFirst) {
    extent[side] = shape[i]!;
    stride[side] = distance;
    distance *= shape[i]!;
  }
  const strides = {
    image: stride.images,
    row: stride.height,
    column: stride.width,
    channel: stride.channels,
  };
  return { ...extent, strides };
}

/** The order of the sides, slowest first; undefined where the shape is none of images. */
export function sidesOf(shape: readonly number[]): readonly Side[] | undefined {
  if (shape.length === 2) return ['height', 'width'];
  if (shape.length === 3) return ['images', 'height', 'width'];
  if (shape.length !== 4) return undefined;
  if (shape[3]! <= mostChannels) return ['images', 'height', 'width', 'channels'];
  return shape[1]! <= mostChannels ? ['images', 'channels', 'height', 'width'] : undefined;
}

/** `[25, 4096, 4096]` */
export function inBrackets(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
