/** How much of some images a class has. */
export interface ClassShare {
  readonly name: string;
  /** Of all pixels, 0 … 1. */
  readonly share: number;
  /** How many of the images show it. */
  readonly images: number;
}

/** Shares of the classes, by number in `names`, in masks of one size. */
export function classShares(names: readonly string[], masks: Iterable<Float32Array>): readonly ClassShare[] {
  const pixels = new Float64Array(names.length);
  const images = new Uint32Array(names.length);
  for (const mask of masks) {
    const counts = new Uint32Array(names.length);
    for (let i = 0; i < mask.length; i++) counts[mask[i]!]! += 1;
    for (const [number, count] of counts.entries()) {
      pixels[number]! += count;
      if (count > 0) images[number]! += 1;
    }
  }
  const all = pixels.reduce((sum, count) => sum + count, 0);
  return names.map((name, number) => ({
    name,
    share: pixels[number]! / (all || 1),
    images: images[number]!,
  }));
}
