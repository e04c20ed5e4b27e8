import type { Region } from '../datasets/region.js';
import type { ImageSet } from '../image-set.js';
import { drawHeatMap, heatMapReach } from './heat-map.js';
import { pointsInView } from './points-in-view.js';
import { sampleBilinear, sampleNearest, type View } from './view.js';

/** What a network is to make of an image. */
export type ExampleTarget =
  | {
      /**
       * `mask`, `classes`: the class of each pixel. `image`: the set's target image, or the image itself where the set
       * has none. `input`: the image itself. `label`: the image's class, a single number.
       */
      readonly kind: 'mask' | 'classes' | 'image' | 'input' | 'label';
    }
  | {
      /** A heat map: a Gaussian of height 1 and standard deviation `sigma`, in pixels of the example, at each point. */
      readonly kind: 'points';
      readonly sigma: number;
    };

/** Height and width of the targets of images (or crops) of this size. */
export function targetSize(target: ExampleTarget, height: number, width: number): readonly [number, number] {
  return target.kind === 'label' ? [1, 1] : [height, width];
}

/** Writes the target of the whole image `index`, of the size that `targetSize` gives. */
export function readTarget(target: ExampleTarget, set: ImageSet, index: number, into: Float32Array): void {
  switch (target.kind) {
    case 'mask':
    case 'classes':
      set.readMask(index, into);
      break;
    case 'image':
      readTargetImage(set, index, into);
      break;
    case 'input':
      set.readImage(index, into);
      break;
    case 'label':
      into[0] = set.label(index);
      break;
    case 'points':
      drawHeatMap(set.points(index), target.sigma, set, into);
      break;
  }
}

/** The set's target image, or the image itself where the set has none. */
function readTargetImage(set: ImageSet, index: number, into: Float32Array, within?: Region): void {
  if (set.truths.images) set.readTarget(index, into, within);
  else set.readImage(index, into, within);
}

/**
 * Writes the target of what `view` shows of image `index`: classes by the nearest pixel, images bilinear, points moved
 * with the view. `seen` is what it shows of the image itself, and `part` a work array of the size of the view's region.
 */
export function drawTarget(
  target: ExampleTarget,
  { set, index }: { readonly set: ImageSet; readonly index: number },
  view: View,
  { seen, part, into }: Readonly<Record<'seen' | 'part' | 'into', Float32Array>>,
): void {
  switch (target.kind) {
    case 'mask':
    case 'classes':
      set.readMask(index, part, view.region);
      sampleNearest(view, part, into);
      break;
    case 'image':
      readTargetImage(set, index, part, view.region);
      sampleBilinear(view, part, into);
      break;
    case 'input':
      into.set(seen);
      break;
    case 'label':
      readTarget(target, set, index, into);
      break;
    case 'points': {
      const { sigma } = target;
      drawHeatMap(pointsInView(view, set.points(index), heatMapReach(sigma)), sigma, view, into);
      break;
    }
  }
}
