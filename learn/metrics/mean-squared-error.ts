/** Mean of (prediction − target)² over the pixels of one image. */
export function meanSquaredError(prediction: Float32Array, target: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < prediction.length; i++) sum += (prediction[i]! - target[i]!) ** 2;
  return sum / prediction.length;
}

/**
 * Peak signal-to-noise ratio in decibels, 10 log₁₀(1 / MSE): both images are clipped to [0, 1], their range. Infinity
 * for equal images.
 */
export function peakSignalToNoise(prediction: Float32Array, target: Float32Array): number {
  return -10 * Math.log10(meanSquaredError(clipped(prediction), clipped(target)));
}

/** A copy in which all values lie in [0, 1]. */
export function clipped(image: Float32Array): Float32Array {
  return image.map((value) => Math.min(1, Math.max(0, value)));
}
