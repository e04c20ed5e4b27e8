import type { PixelSize } from '../formats/image-file.js';
import type { ListedImage } from './listed-image.js';
import type { Preparation } from './preparation.js';

/** The extent of a pixel of prepared images; nothing where one of them does not say it or they disagree. */
export function commonPixelSize(
  images: readonly Pick<ListedImage, 'pixelSize'>[],
  { downscale, enlarge = 1, fit }: Pick<Preparation, 'downscale' | 'enlarge' | 'fit'>,
): { readonly pixelSize?: PixelSize } {
  const [first] = images;
  // Images that are resized to one size get pixels of several.
  if (!first?.pixelSize || fit?.rule === 'resize') return {};
  const { x, y, unit } = first.pixelSize;
  const agree = images.every(
    ({ pixelSize }) => pixelSize?.x === x && pixelSize.y === y && pixelSize.unit === unit,
  );
  const factor = downscale / enlarge;
  return agree ? { pixelSize: { x: x * factor, y: y * factor, unit } } : {};
}
