import sharp from 'sharp';
import { drawText } from './glyphs.js';

/** Red, green and blue, 0 … 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** An RGB picture with 8 bits, row-major. */
export interface ColourPicture {
  readonly height: number;
  readonly width: number;
  readonly pixels: Uint8Array;
}

/** A picture that is put together from others, white where nothing is. */
export class Canvas implements ColourPicture {
  readonly height: number;
  readonly width: number;
  readonly pixels: Uint8Array;

  constructor(height: number, width: number) {
    this.height = height;
    this.width = width;
    this.pixels = new Uint8Array(height * width * 3).fill(255);
  }

  /** Puts a picture with its upper left corner at (x, y); it must fit. */
  put(picture: ColourPicture, x: number, y: number): void {
    const rowBytes = picture.width * 3;
    for (let row = 0; row < picture.height; row++) {
      const from = picture.pixels.subarray(row * rowBytes, (row + 1) * rowBytes);
      this.pixels.set(from, ((y + row) * this.width + x) * 3);
    }
  }

  /** A line of text with its upper left corner at (x, y). */
  write(text: string, x: number, y: number, colour: Colour = [0, 0, 0]): void {
    drawText(text, (dx, dy) => this.dot(x + dx, y + dy, colour));
  }

  /** Nothing, where there is no such pixel. */
  dot(x: number, y: number, colour: Colour): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    this.pixels.set(colour, (y * this.width + x) * 3);
  }
}

/** The picture as a PNG file. The same picture gives the same bytes. */
export async function encodeColourPng({ height, width, pixels }: ColourPicture): Promise<Buffer> {
  return sharp(pixels, { raw: { width, height, channels: 3 }, limitInputPixels: false })
    .png({ adaptiveFiltering: false, palette: false })
    .toBuffer();
}
