import type { Colour } from './canvas.js';

/**
 * Okabe and Ito's colours, which people with colour-blindness tell apart, too (M. Okabe and K. Ito, Color Universal
 * Design, 2008), without black and yellow, which are lost on grey images.
 */
const colours: readonly Colour[] = [
  [213, 94, 0],
  [0, 114, 178],
  [0, 158, 115],
  [204, 121, 167],
  [86, 180, 233],
  [230, 159, 0],
];

export const pointColour: Colour = [255, 0, 255];

/** The colour of a class by its number; the background, class 0, has none. With many classes colours come again. */
export function classColour(number: number): Colour | undefined {
  return number === 0 ? undefined : colours[(number - 1) % colours.length];
}
