/** How images are cut into squares that go through a network one by one. */
export interface Tile {
  /** Of the squares with their rims, in pixels. */
  readonly side: number;
  /**
   * Width in pixels of the rim that is computed but not used wherever a square ends within the image. With at least
   * half the network's receptive field, a tiled prediction is that of the whole image, unless the network enlarges
   * features bilinearly: that depends on where the corners of what it is given lie.
   */
  readonly overlap: number;
}

/** Part of one side of an image: `length` samples from `start` are computed, those from `from` up to `to` are used. */
export interface Span {
  readonly start: number;
  readonly length: number;
  readonly from: number;
  readonly to: number;
}

/** A rectangle of an image. */
export interface ImagePart {
  readonly rows: Span;
  readonly columns: Span;
}

/** Parts that cover an image, row by row, all of one size; the whole image where there is no tile. */
export function partsOf(
  height: number,
  width: number,
  tile: Tile | undefined,
  stride: number,
): readonly ImagePart[] {
  const across = spansOf(width, tile, stride);
  return spansOf(height, tile, stride).flatMap((rows) => across.map((columns) => ({ rows, columns })));
}

/**
 * Covers a side of `length` samples, which the stride divides. Spans begin at multiples of the stride, so that pooling
 * meets the same pixels as in the whole image.
 */
function spansOf(length: number, tile: Tile | undefined, stride: number): readonly Span[] {
  if (!tile) return [{ start: 0, length, from: 0, to: length }];
  const { side, overlap: rim } = executedTile(tile, stride);
  if (side >= length) return [{ start: 0, length, from: 0, to: length }];
  const spans: Span[] = [];
  for (let from = 0; from < length; ) {
    const start = Math.min(Math.max(0, from - rim), length - side);
    const end = start + side;
    const to = end === length ? length : end - rim;
    spans.push({ start, length: side, from, to });
    from = to;
  }
  return spans;
}

/** The tile that comes of it: both sizes are rounded up to multiples of the stride, and something is left between rims. */
export function executedTile(tile: Tile, stride: number): Tile {
  const overlap = Math.ceil(tile.overlap / stride) * stride;
  return { side: Math.max(Math.ceil(tile.side / stride) * stride, 2 * overlap + stride), overlap };
}
