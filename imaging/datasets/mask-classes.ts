import type { Raster } from '../formats/image-file.js';
import type { Pixels } from '../formats/npy.js';

/** A grey value or a colour, as stored in a mask file. A grey value is the colour of three equal parts, too. */
export type MaskValue = number | readonly [number, number, number];

/** A class and the values that show it. */
export interface MaskClass {
  readonly name: string;
  readonly values: readonly MaskValue[];
}

/**
 * How a mask file shows its classes: by the values of each class, the first of which is the background; or by
 * foreground being brighter than a grey value.
 */
export type MaskClasses = readonly MaskClass[] | { readonly above: number };

/** Binary masks: foreground is listed grey values, listed colours, or all that is brighter than a grey value. */
export type Foreground =
  | readonly number[]
  | readonly (readonly [number, number, number])[]
  | { readonly above: number };

const binaryNames = ['background', 'foreground'] as const;

export function binaryClasses(foreground: Foreground): MaskClasses {
  if ('above' in foreground) return foreground;
  const isBlack = (value: MaskValue) => [value].flat().every((part) => part === 0);
  return [
    // Where black is foreground, white is what it lies on.
    { name: binaryNames[0], values: foreground.some(isBlack) ? [255, 65535] : [0] },
    { name: binaryNames[1], values: foreground },
  ];
}

/** By number. */
export function classNames(classes: MaskClasses): readonly string[] {
  return 'above' in classes ? binaryNames : classes.map(({ name }) => name);
}

/** A value of a mask file, as a message writes it, and the share of the pixels that have it, 0 to 1. */
export interface ValueShare {
  readonly value: string;
  readonly share: number;
}

export interface ClassMap {
  /** The number of each pixel's class, [height × width]. */
  readonly mask: Uint8Array;
  /** Values that belong to no class, the commonest first; their pixels are background. */
  readonly unlisted: readonly ValueShare[];
}

/** Reads the classes off a mask file. Where classes share a value, the later one gets it. */
export function readClasses(raster: Raster, classes: MaskClasses): ClassMap {
  const { pixels, channels, height, width } = raster;
  if ('above' in classes) {
    const mask = new Uint8Array(height * width);
    // A colour is brighter than a value when any of its parts is.
    for (let i = 0; i < pixels.length; i++) if (pixels[i]! > classes.above) mask[(i / channels) | 0] = 1;
    return { mask, unlisted: [] };
  }
  const none = classes.length;
  const mask = new Uint8Array(height * width).fill(none);
  const last = channels - 1;
  for (const [number, { values }] of classes.entries()) {
    for (const value of values) {
      const [red, green, blue] = typeof value === 'number' ? [value, value, value] : value;
      if (channels === 1 && (red !== green || green !== blue)) continue;
      for (let i = 0, at = 0; i < mask.length; i++, at += channels) {
        if (pixels[at] === red && (last === 0 || (pixels[at + 1] === green && pixels[at + 2] === blue))) {
          mask[i] = number;
        }
      }
    }
  }
  const unlisted = countValues(raster, mask, none);
  for (let i = 0; i < mask.length; i++) if (mask[i] === none) mask[i] = 0;
  return { mask, unlisted };
}

/** What the pixels are that `mask` gives the number `chosen`. */
function countValues({ pixels, channels }: Raster, mask: Uint8Array, chosen: number): ValueShare[] {
  /** By value: a colour as one number, of 16 bits a part. */
  const counts = new Map<number, { at: number; count: number }>();
  for (let i = 0, at = 0; i < mask.length; i++, at += channels) {
    if (mask[i] !== chosen) continue;
    const key =
      channels === 1 ? pixels[at]! : (pixels[at]! * 65536 + pixels[at + 1]!) * 65536 + pixels[at + 2]!;
    const seen = counts.get(key);
    if (seen) seen.count += 1;
    else counts.set(key, { at, count: 1 });
  }
  return [...counts.values()]
    .sort((a, b) => b.count - a.count)
    .map(({ at, count }) => ({
      value: inBrackets(pixels.subarray(at, at + channels)),
      share: count / mask.length,
    }));
}

/** The numbers of the classes that occur in a mask, ascending. */
export function numbersIn(mask: Uint8Array): readonly number[] {
  const occurs = new Uint8Array(256);
  for (let i = 0; i < mask.length; i++) occurs[mask[i]!] = 1;
  return [...occurs.keys()].filter((number) => occurs[number] === 1);
}

/** A pixel's value as it is written in a pipeline. */
export function inBrackets(value: Pixels): string {
  return value.length === 1 ? String(value[0]) : `[${value.join(', ')}]`;
}
