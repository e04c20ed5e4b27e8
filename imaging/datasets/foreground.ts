import type { Raster } from '../formats/raster.js';

/**
 * Which pixels of a mask file are foreground: those of the listed grey values (`[255]`) or colours
 * (`[[255, 0, 0], [0, 0, 255]]`), or those brighter than a grey value (`{ above: 127 }`), as stored in the file.
 */
export type Foreground =
  | readonly number[]
  | readonly (readonly [number, number, number])[]
  | { readonly above: number };

/** Anything but black. */
export const defaultForeground: Foreground = { above: 0 };

/** 1 where the mask file shows foreground, 0 elsewhere. A grey value matches colours of three equal parts, too. */
export function readForeground(raster: Raster, foreground: Foreground): Uint8Array {
  const { pixels, channels, height, width } = raster;
  const mask = new Uint8Array(height * width);
  if ('above' in foreground) {
    // A colour is brighter than a value when any of its parts is.
    for (let i = 0; i < pixels.length; i++) if (pixels[i]! > foreground.above) mask[(i / channels) | 0] = 1;
    return mask;
  }
  const last = channels - 1;
  for (const value of foreground) {
    const [red, green, blue] = typeof value === 'number' ? [value, value, value] : value;
    if (channels === 1 && (red !== green || green !== blue)) continue;
    for (let i = 0, at = 0; i < mask.length; i++, at += channels) {
      if (pixels[at] === red && (last === 0 || (pixels[at + 1] === green && pixels[at + 2] === blue)))
        mask[i] = 1;
    }
  }
  return mask;
}
