/**
 * Dilations of the published residual U-Nets (Kazimi et al. 2024), by levels down and receptive field in pixels.
 * Those with dilation 1 everywhere are in the code of Sytwu et al. (2022); the paper does not state the others, which
 * are the non-decreasing dilations that give its receptive fields.
 */
export const publishedDilations: Readonly<Record<number, Readonly<Record<number, readonly number[]>>>> = {
  2: { 44: [1, 1, 1], 84: [2, 2, 2], 116: [2, 2, 4] },
  3: { 96: [1, 1, 1, 1], 176: [1, 2, 2, 2], 240: [1, 2, 2, 4] },
  4: { 200: [1, 1, 1, 1, 1], 360: [1, 1, 2, 2, 2], 424: [1, 1, 2, 2, 3] },
};

/**
 * Receptive field, in pixels, of a residual U-Net whose levels have these dilations (Sytwu et al. 2022). Two 3 × 3
 * convolutions add 4 · dilation pixels of their level; a 2 × 2 pooling adds one and doubles the pixel size. It is the
 * mean over output positions: pooling makes it differ by a few pixels between them.
 */
export function receptiveField(dilations: readonly number[]): number {
  const depth = dilations.length - 1;
  const block = (level: number) => 4 * dilations[level]! * 2 ** level;
  let field = 1 + block(depth);
  for (let level = 0; level < depth; level++) field += 2 * block(level) + 2 ** level;
  return field;
}
