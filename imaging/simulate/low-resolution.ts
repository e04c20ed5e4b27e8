/**
 * An image as one of 1/`factor` of the resolution shows it, in the same size: means of factor × factor boxes (those at
 * the right and bottom end where the image does), and between their centres linear interpolation.
 */
export function lowerResolution(
  image: Float32Array,
  height: number,
  width: number,
  factor: number,
): Float32Array {
  const rows = Math.ceil(height / factor);
  const columns = Math.ceil(width / factor);
  const means = new Float64Array(rows * columns);
  for (let y = 0; y < height; y++) {
    const boxHeight = Math.min(factor, height - factor * Math.floor(y / factor));
    for (let x = 0; x < width; x++) {
      const boxWidth = Math.min(factor, width - factor * Math.floor(x / factor));
      const box = Math.floor(y / factor) * columns + Math.floor(x / factor);
      means[box]! += image[y * width + x]! / (boxHeight * boxWidth);
    }
  }
  const down = linearTaps(height, rows, factor);
  const across = linearTaps(width, columns, factor);
  const line = new Float64Array(columns);
  const result = new Float32Array(image.length);
  for (let y = 0, at = 0; y < height; y++) {
    interpolate(means, down[y]!, columns, line);
    for (let x = 0; x < width; x++, at++) {
      const { before, after, weight } = across[x]!;
      result[at] = line[before]! * (1 - weight) + line[after]! * weight;
    }
  }
  return result;
}

/** Writes the line that lies between two rows of `means`. */
function interpolate(means: Float64Array, row: Tap, columns: number, into: Float64Array): void {
  for (let column = 0; column < columns; column++) {
    const above = means[row.before * columns + column]!;
    const below = means[row.after * columns + column]!;
    into[column] = above * (1 - row.weight) + below * row.weight;
  }
}

/** Between which boxes' centres a pixel lies, and the weight of the second. */
interface Tap {
  readonly before: number;
  readonly after: number;
  readonly weight: number;
}

function linearTaps(length: number, boxes: number, factor: number): Tap[] {
  return Array.from({ length }, (_, pixel) => {
    const place = Math.min(Math.max((pixel + 0.5) / factor - 0.5, 0), boxes - 1);
    const before = Math.floor(place);
    return { before, after: Math.min(before + 1, boxes - 1), weight: place - before };
  });
}
