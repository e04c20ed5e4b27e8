/** Complex numbers on a square grid whose side is a power of two, row-major [side × side]. */
export interface ComplexGrid {
  readonly side: number;
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

export function complexGrid(
  side: number,
  real = new Float64Array(side * side),
  imaginary = new Float64Array(side * side),
): ComplexGrid {
  if (side < 1 || (side & (side - 1)) !== 0) throw new Error(`bug: ${side} is no power of two`);
  return { side, real, imaginary };
}

/** F(k) = Σ f(x)·exp(−2πi·kx/side) along both sides, in place (radix-2 decimation in time; Cooley and Tukey 1965). */
export function fourierTransform(grid: ComplexGrid): void {
  // Transforming columns passes along rows in memory; transposed, so does transforming rows.
  transformColumns(grid);
  transpose(grid);
  transformColumns(grid);
  transpose(grid);
}

/** The inverse of `fourierTransform`, in place. */
export function inverseFourierTransform({ side, real, imaginary }: ComplexGrid): void {
  // With real and imaginary parts exchanged, the transform runs backwards.
  fourierTransform({ side, real: imaginary, imaginary: real });
  const scale = 1 / side ** 2;
  for (let i = 0; i < real.length; i++) {
    real[i]! *= scale;
    imaginary[i]! *= scale;
  }
}

/** Frequency of each row or column of a transform, in cycles per pixel: 0, 1/side, … −1/side. */
export function frequencies(side: number): Float64Array {
  return Float64Array.from({ length: side }, (_, i) => (i < side / 2 ? i : i - side) / side);
}

function transformColumns({ side, real, imaginary }: ComplexGrid): void {
  reorderRows(real, side);
  reorderRows(imaginary, side);
  for (let half = 1; half < side; half *= 2) {
    for (let k = 0; k < half; k++) {
      const cos = Math.cos((Math.PI * k) / half);
      const sin = -Math.sin((Math.PI * k) / half);
      for (let row = k; row < side; row += 2 * half) {
        let a = row * side;
        let b = (row + half) * side;
        for (const end = a + side; a < end; a++, b++) {
          const x = real[b]! * cos - imaginary[b]! * sin;
          const y = real[b]! * sin + imaginary[b]! * cos;
          real[b] = real[a]! - x;
          imaginary[b] = imaginary[a]! - y;
          real[a]! += x;
          imaginary[a]! += y;
        }
      }
    }
  }
}

/** Exchanges rows whose numbers mirror each other's bits. */
function reorderRows(values: Float64Array, side: number): void {
  for (let row = 0, mirror = 0; row < side; row++) {
    if (row < mirror) {
      const kept = values.slice(row * side, (row + 1) * side);
      values.copyWithin(row * side, mirror * side, (mirror + 1) * side);
      values.set(kept, mirror * side);
    }
    let bit = side >> 1;
    for (; mirror & bit; bit >>= 1) mirror ^= bit;
    mirror |= bit;
  }
}

function transpose({ side, real, imaginary }: ComplexGrid): void {
  for (const values of [real, imaginary]) {
    for (let y = 0; y < side; y++) {
      for (let x = y + 1; x < side; x++) {
        const kept = values[y * side + x]!;
        values[y * side + x] = values[x * side + y]!;
        values[x * side + y] = kept;
      }
    }
  }
}
