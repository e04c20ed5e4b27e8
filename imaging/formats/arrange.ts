import type { Strides } from './array-layout.js';
import type { Dtype, Pixels } from './npy.js';

/** Where the elements of an image, or of a part of it, lie in an array. */
export interface Place {
  readonly elements: Pixels;
  /** Of the first element. */
  readonly at: number;
  readonly strides: Omit<Strides, 'image'>;
}

export interface Extent {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Copies elements of one type from one place to another. */
export function arrange(from: Place, to: Place, { height, width, channels }: Extent): void {
  const isTight = ({ strides }: Place) =>
    (channels === 1 || strides.channel === 1) && (width === 1 || strides.column === channels);
  const inRows = isTight(from) && isTight(to);
  for (let row = 0; row < height; row++) {
    const source = from.at + row * from.strides.row;
    const target = to.at + row * to.strides.row;
    if (inRows) {
      to.elements.set(from.elements.subarray(source, source + width * channels), target);
      continue;
    }
    for (let column = 0; column < width; column++) {
      let read = source + column * from.strides.column;
      let write = target + column * to.strides.column;
      for (let channel = 0; channel < channels; channel++) {
        to.elements[write] = from.elements[read]!;
        read += from.strides.channel;
        write += to.strides.channel;
      }
    }
  }
}

/** Zeros, to be filled with an image that lies as [height, width, channels]. */
export function newPlace(dtype: Dtype, { height, width, channels }: Extent): Place {
  const length = height * width * channels;
  const strides = { row: width * channels, column: channels, channel: 1 };
  return { elements: newPixels(dtype, length), at: 0, strides };
}

function newPixels(dtype: Dtype, length: number): Pixels {
  if (dtype === 'uint8') return new Uint8Array(length);
  return dtype === 'uint16' ? new Uint16Array(length) : new Float32Array(length);
}
