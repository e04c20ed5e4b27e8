/** Mean binary cross-entropy, in nats per pixel, of logits against a mask of zeros and ones. */
export function binaryCrossEntropy(logits: Float32Array, mask: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < logits.length; i++) {
    const logit = logits[i]!;
    sum += Math.max(logit, 0) - logit * mask[i]! + Math.log1p(Math.exp(-Math.abs(logit)));
  }
  return sum / logits.length;
}
