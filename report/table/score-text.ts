/** Shares, which people read as percentages. */
const shares = /(dice|iou|accuracy|precision|recall|f1)$/i;

/** Decimals of what is not a share; losses and errors have as many as L1. */
const decimals: Readonly<Record<string, number>> = { psnr: 2, ssim: 4 };

/**
 * A score as tables show it, by its metric: Dice, IoU, accuracy, precision, recall and F1 times 100 with two decimals,
 * PSNR (dB) with two, SSIM with four, L1 and all else with five. A class after a colon, as in `dice:Au`, changes nothing.
 */
export function scoreText(metric: string, value: number): string {
  const kind = metric.split(':', 1)[0]!;
  if (value === Number.POSITIVE_INFINITY) return '∞';
  if (shares.test(kind)) return (100 * value).toFixed(2);
  return value.toFixed(decimals[kind] ?? 5);
}
