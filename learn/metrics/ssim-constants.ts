/**
 * Constants of the structural similarity index (Wang et al. 2004), for intensities whose range is 1:
 * C₁ = (0.01 · range)², C₂ = (0.03 · range)².
 */
export const ssimC1 = 0.01 ** 2;
export const ssimC2 = 0.03 ** 2;

/** Side in pixels of its Gaussian window, and so of the smallest image that it can be computed of. */
export const ssimWindowSide = 11;

/** The window's weights along one side: a Gaussian with a standard deviation of 1.5 pixels. They sum to 1. */
export const ssimWindow: readonly number[] = normalized(
  Array.from({ length: ssimWindowSide }, (_, i) =>
    Math.exp(-((i - (ssimWindowSide - 1) / 2) ** 2) / (2 * 1.5 ** 2)),
  ),
);

function normalized(values: readonly number[]): number[] {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
}
