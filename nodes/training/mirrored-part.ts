import { mirrored } from '../../imaging/mirrored.js';
import { type ImageBatch, imageOf } from '../../learn/training/image-batch.js';

/**
 * Fills image `position` of the batch with what lies at (top, left) of an image, which goes on as its mirror image to
 * the right and below.
 */
export function mirroredPart(
  image: Float32Array,
  { height, width }: { readonly height: number; readonly width: number },
  top: number,
  left: number,
  into: ImageBatch,
  position: number,
): void {
  const part = imageOf(into, position);
  for (let y = 0; y < into.height; y++) {
    const source = mirrored(top + y, height) * width;
    const target = y * into.width;
    for (let x = 0; x < into.width; x++) part[target + x] = image[source + mirrored(left + x, width)]!;
  }
}
