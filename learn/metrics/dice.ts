/**
 * Dice coefficient, in 0 … 1, of one image: (2 Σpt + 1) / (Σp + Σt + 1) with p = 1 where the logit is above 0 (a
 * probability above ½) and t the mask of zeros and ones (Sytwu et al. 2022). The 1 makes two empty masks agree.
 */
export function dice(logits: Float32Array, mask: Float32Array): number {
  let both = 0;
  let predicted = 0;
  let labelled = 0;
  for (let i = 0; i < logits.length; i++) {
    const isLabelled = mask[i]! > 0;
    if (isLabelled) labelled++;
    if (logits[i]! > 0) {
      predicted++;
      if (isLabelled) both++;
    }
  }
  return (2 * both + 1) / (predicted + labelled + 1);
}
