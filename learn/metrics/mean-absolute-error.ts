/** Mean of |prediction − target| over the pixels of one image (L1). */
export function meanAbsoluteError(prediction: Float32Array, target: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < prediction.length; i++) sum += Math.abs(prediction[i]! - target[i]!);
  return sum / prediction.length;
}
