/**
 * What an augmentation draws, anew for each example. Geometric parts act on image and target alike, the others on
 * the network's input only. Parts apply in the order given here.
 */
export interface AugmentationPolicy {
  /** Mirror left–right and top–bottom, each with probability ½. */
  readonly flip?: boolean;
  /** Turn by 0, 90, 180 or 270 degrees. */
  readonly rotate90?: boolean;
  /** Zoom by a factor drawn from [low, high] before cropping; bilinear for images, nearest for masks. */
  readonly scale?: readonly [number, number];
  /** Gaussian blur with standard deviation drawn from `sigma` (pixels), with the given probability. */
  readonly blur?: { readonly probability: number; readonly sigma: readonly [number, number] };
  /** Gaussian noise with standard deviation drawn from `sigma` (in units of the normalised image). */
  readonly noise?: { readonly sigma: readonly [number, number] };
}
