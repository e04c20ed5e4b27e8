import { clipped } from './mean-squared-error.js';
import { ssimC1, ssimC2, ssimWindow, ssimWindowSide } from './ssim-constants.js';

/**
 * Structural similarity index of two images of one size (Wang et al. 2004), both clipped to [0, 1], their range: the
 * mean of (2μₓμᵧ + C₁)(2σₓᵧ + C₂) / ((μₓ² + μᵧ² + C₁)(σₓ² + σᵧ² + C₂)) over all places of the 11 × 11 Gaussian window
 * that lie inside. Throws where an image is smaller than the window.
 */
export function structuralSimilarity(
  prediction: Float32Array,
  target: Float32Array,
  height: number,
  width: number,
): number {
  if (Math.min(height, width) < ssimWindowSide) {
    throw new Error(
      `SSIM needs images of at least ${ssimWindowSide} × ${ssimWindowSide} pixels, not ${width} × ${height}`,
    );
  }
  const [x, y] = [clipped(prediction), clipped(target)];
  const means = (valueAt: (index: number) => number) => windowedMeans(valueAt, height, width);
  const meanX = means((i) => x[i]!);
  const meanY = means((i) => y[i]!);
  const squareX = means((i) => x[i]! * x[i]!);
  const squareY = means((i) => y[i]! * y[i]!);
  const product = means((i) => x[i]! * y[i]!);
  let sum = 0;
  for (let i = 0; i < meanX.length; i++) {
    const [mx, my] = [meanX[i]!, meanY[i]!];
    const variances = squareX[i]! - mx * mx + (squareY[i]! - my * my);
    const covariance = product[i]! - mx * my;
    const above = (2 * mx * my + ssimC1) * (2 * covariance + ssimC2);
    sum += above / ((mx * mx + my * my + ssimC1) * (variances + ssimC2));
  }
  return sum / meanX.length;
}

/** Means by the window at all places inside an image [height × width]: along the rows, then along the columns. */
function windowedMeans(valueAt: (index: number) => number, height: number, width: number): Float64Array {
  const outWidth = width - ssimWindowSide + 1;
  const outHeight = height - ssimWindowSide + 1;
  const values = Float64Array.from({ length: height * width }, (_, i) => valueAt(i));
  const along = new Float64Array(height * outWidth);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < outWidth; column++) {
      const start = row * width + column;
      let sum = 0;
      for (let k = 0; k < ssimWindowSide; k++) sum += ssimWindow[k]! * values[start + k]!;
      along[row * outWidth + column] = sum;
    }
  }
  const means = new Float64Array(outHeight * outWidth);
  for (let k = 0; k < ssimWindowSide; k++) {
    const weight = ssimWindow[k]!;
    const offset = k * outWidth;
    for (let i = 0; i < means.length; i++) means[i]! += weight * along[i + offset]!;
  }
  return means;
}
