/** Both ends of what is drawn from. */
export type Range = readonly [low: number, high: number];

interface Part {
  /** Of changing an example at all; 1 where not given. */
  readonly probability?: number;
}

/** What changes where things are, on image and target alike: all of it becomes one resampling. */
export interface GeometricParts {
  /** Mirror left–right and top–bottom, each with probability ½. */
  readonly flip?: boolean;
  /** Turn by 0, 90, 180 or 270 degrees, equally probable. */
  readonly rotate90?: boolean;
  /** Turn anticlockwise by an angle drawn from `degrees`. */
  readonly rotate?: Part & { readonly degrees: Range };
  /** Zoom by a factor drawn from [low, high] before cropping. */
  readonly scale?: Range | (Part & { readonly factor: Range });
  /**
   * Shift every pixel by a smooth random field. `amplitude` is the standard deviation of the shift in each direction,
   * `sigma` that of the Gaussian by which the field is smooth, both in pixels of the example.
   */
  readonly elastic?: Part & { readonly amplitude: Range; readonly sigma: Range };
}

/** What changes intensities, on the network's input only. Nothing is clipped. */
export interface IntensityParts {
  /** Raise intensities, as shares of the way from the view's lowest to its highest, to a power. */
  readonly gamma?: Part & { readonly exponent: Range };
  /** Stretch intensities about the view's mean by a factor. */
  readonly contrast?: Part & { readonly factor: Range };
  /** Add to all intensities, in units of the normalised image. */
  readonly brightness?: Part & { readonly offset: Range };
  /** Gaussian blur; standard deviation in pixels. */
  readonly blur?: Part & { readonly sigma: Range };
  /** Count electrons: `dose` is how many a pixel gets in the mean over the whole image. */
  readonly poisson?: Part & { readonly dose: Range };
  /** Multiply each pixel's raw intensity by 1 plus Gaussian noise of standard deviation `sigma`. */
  readonly speckle?: Part & { readonly sigma: Range };
  /** Add Gaussian noise of standard deviation `sigma`, in units of the normalised image. */
  readonly noise?: Part & { readonly sigma: Range };
}

/**
 * What an augmentation draws, anew for each example. Parts apply in the order given here: the geometry, then what
 * specimen and exposure may change, then the optics, then the detector, so that noise has the strength that is said.
 */
export interface AugmentationPolicy extends GeometricParts, IntensityParts {}

/** The policy without what changes where things are. */
export function withoutGeometry(policy: AugmentationPolicy): IntensityParts {
  const { flip, rotate90, rotate, scale, elastic, ...intensities } = policy;
  return intensities;
}

/** `scale` in its long form. */
export function scalePart(
  scale: AugmentationPolicy['scale'],
): (Part & { readonly factor: Range }) | undefined {
  return isRange(scale) ? { factor: scale } : scale;
}

function isRange(value: AugmentationPolicy['scale']): value is Range {
  return Array.isArray(value);
}
