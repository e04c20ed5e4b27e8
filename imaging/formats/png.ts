import sharp from 'sharp';

/** A grey picture with 8 bits, row-major. */
export interface GreyPicture {
  readonly height: number;
  readonly width: number;
  readonly pixels: Uint8Array;
}

/** The picture as a PNG file. The same picture gives the same bytes. */
export async function encodePng({ height, width, pixels }: GreyPicture): Promise<Buffer> {
  const raw = { width, height, channels: 1 } as const;
  return sharp(pixels, { raw, limitInputPixels: false })
    .toColourspace('b-w')
    .png({ compressionLevel: 9, adaptiveFiltering: false, palette: false })
    .toBuffer();
}
