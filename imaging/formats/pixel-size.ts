import type { PixelSize } from './image-file.js';

/** Other spellings of units, in lower case. */
const spellings: Readonly<Record<string, string>> = {
  um: 'µm',
  μm: 'µm', // with the Greek letter, not the micro sign
  '\\u00b5m': 'µm',
  micron: 'µm',
  microns: 'µm',
  micrometer: 'µm',
  nanometer: 'nm',
  nanometers: 'nm',
  a: 'Å',
  ang: 'Å',
  å: 'Å',
  angstrom: 'Å',
  angstroms: 'Å',
};
/** What stands for no unit. */
const noUnits = new Set(['', 'pixel', 'pixels', 'px', 'inch', 'none']);

/** A pixel's extent with the unit's usual name; undefined unless both sides and the unit mean something. */
export function pixelSizeOf(x: number, y: number, unitText: string): PixelSize | undefined {
  const unit = unitText.replace(/\0.*$/s, '').trim();
  const isExtent = (side: number) => Number.isFinite(side) && side > 0;
  if (!isExtent(x) || !isExtent(y) || noUnits.has(unit.toLowerCase())) return undefined;
  return { x, y, unit: spellings[unit.toLowerCase()] ?? unit };
}
