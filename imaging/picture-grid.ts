import type { GreyPicture } from './formats/png.js';

/** The intensities that become black and white; those beyond are cut off. */
export interface GreyRange {
  readonly black: number;
  readonly white: number;
}

/** Images in one line of a grid, shown with one range, so that they can be compared. */
export interface GridRow {
  /** [height × width] each, row-major. */
  readonly images: readonly Float32Array[];
  readonly range: GreyRange;
}

/** Width, in pixels, of the white lines between images. */
const gap = 2;

/** Images of one size side by side; every row has as many as the first. */
export function pictureGrid(rows: readonly GridRow[], height: number, width: number): GreyPicture {
  const columns = rows[0]?.images.length ?? 0;
  const picture = {
    height: rows.length * (height + gap) - gap,
    width: columns * (width + gap) - gap,
  };
  const pixels = new Uint8Array(picture.height * picture.width).fill(255);
  for (const [row, { images, range }] of rows.entries()) {
    const scale = 255 / (range.white - range.black || 1);
    for (const [column, image] of images.entries()) {
      for (let y = 0; y < height; y++) {
        const start = (row * (height + gap) + y) * picture.width + column * (width + gap);
        for (let x = 0; x < width; x++) {
          const grey = Math.round((image[y * width + x]! - range.black) * scale);
          pixels[start + x] = Math.min(255, Math.max(0, grey));
        }
      }
    }
  }
  return { ...picture, pixels };
}

/** The range that leaves `share` of the values on either side. */
export function percentileRange(values: Float32Array, share: number): GreyRange {
  const sorted = values.toSorted();
  const beyond = Math.floor(share * (sorted.length - 1));
  return { black: sorted[beyond]!, white: sorted[sorted.length - 1 - beyond]! };
}
