/** How many pixels, images or points are predicted and how many are true, and how many are both. */
export interface Overlap {
  readonly both: number;
  readonly predicted: number;
  readonly labelled: number;
}

/** Whether there is anything, true or predicted. */
export function occurs({ predicted, labelled }: Overlap): boolean {
  return predicted + labelled > 0;
}

// Where nothing is there and nothing is predicted, all of these are 1; any other 0 / 0 is 0.

/** Dice coefficient (2 · both + smooth) / (predicted + labelled + smooth). */
export function dice({ both, predicted, labelled }: Overlap, smooth: number): number {
  if (predicted + labelled === 0) return 1;
  return (2 * both + smooth) / (predicted + labelled + smooth);
}

/** Intersection over union, the Jaccard index: both / (predicted + labelled − both). */
export function intersectionOverUnion({ both, predicted, labelled }: Overlap): number {
  if (predicted + labelled === 0) return 1;
  return both / (predicted + labelled - both);
}

/** The share of what is predicted that is true: both / predicted. */
export function precision({ both, predicted, labelled }: Overlap): number {
  if (predicted === 0) return labelled === 0 ? 1 : 0;
  return both / predicted;
}

/** The share of what is true that is predicted: both / labelled. */
export function recall({ both, predicted, labelled }: Overlap): number {
  return precision({ both, predicted: labelled, labelled: predicted });
}

/** Harmonic mean of precision and recall: 2 · both / (predicted + labelled). */
export function f1(overlap: Overlap): number {
  return dice(overlap, 0);
}
