import { encodePng } from '../../imaging/formats/png.js';
import type { Normalization } from '../../imaging/image-set.js';
import { type GreyRange, type GridRow, percentileRange, pictureGrid } from '../../imaging/picture-grid.js';
import { predictions } from '../training/predictions.js';
import type { Restorer } from './restorer.js';
import type { ValidationImages } from './validation-images.js';

export const stripColumns = ['input', 'generated', 'target'] as const;

/** The name of the picture of an epoch. */
export const stripFile = (epoch: number) => `samples-epoch-${String(epoch).padStart(3, '0')}.png`;

/** Longest side shown of an image, in pixels; of larger ones the middle, so that every pixel can be seen. */
const shownSide = 256;

/** A PNG file: for each of these images a row with the corrupted, the restored and the clean image, equally bright. */
export async function sampleStrip(
  images: ValidationImages,
  positions: readonly number[],
  restorer: Restorer,
): Promise<Buffer> {
  const { height, width } = images;
  const shown = { height: Math.min(height, shownSide), width: Math.min(width, shownSide) };
  const rows: GridRow[] = [];
  const restored = predictions({
    ...restorer,
    count: positions.length,
    height,
    width,
    read: (index, into) => images.readCorrupted(positions[index]!, into),
  });
  for await (const { index, prediction } of restored) {
    const [input, target] = [new Float32Array(height * width), new Float32Array(height * width)];
    images.readCorrupted(positions[index]!, input);
    images.readClean(positions[index]!, target);
    const [corrupted, generated, clean] = [input, prediction.data, target].map((image) =>
      middle(image, images, shown),
    );
    rows.push({
      images: [corrupted!, generated!, clean!],
      range: shownRange(images.normalization, clean!),
    });
  }
  return encodePng(pictureGrid(rows, shown.height, shown.width));
}

interface Size {
  readonly height: number;
  readonly width: number;
}

function middle(image: Float32Array, { height, width }: Size, shown: Size): Float32Array {
  const top = Math.floor((height - shown.height) / 2);
  const left = Math.floor((width - shown.width) / 2);
  const part = new Float32Array(shown.height * shown.width);
  for (let y = 0; y < shown.height; y++) {
    const start = (top + y) * width + left;
    part.set(image.subarray(start, start + shown.width), y * shown.width);
  }
  return part;
}

/** Where intensities have bounds, these; else nearly all that the clean image has. */
function shownRange(normalization: Normalization, clean: Float32Array): GreyRange {
  if (normalization === 'unit') return { black: 0, white: 1 };
  if (normalization === 'symmetric') return { black: -1, white: 1 };
  return percentileRange(clean, 0.005);
}
