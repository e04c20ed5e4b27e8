import type { PixelSize } from '../image-file.js';
import { pixelSizeOf } from '../pixel-size.js';

export interface SizeTags {
  readonly description: string;
  /** Pixels per unit. */
  readonly xResolution: number | undefined;
  readonly yResolution: number | undefined;
  /** 1 none, 2 inch, 3 cm. */
  readonly resolutionUnit: number;
}

/** Resolutions say how large to print; only those below 10 µm can be a microscope's. In nm. */
const maxExtentNm = 10_000;
const nmPerUnit: Readonly<Record<number, number>> = { 2: 25.4e6, 3: 10e6 };

/**
 * The extent of a pixel: from OME-XML (https://docs.openmicroscopy.org/ome-model) in the description, from ImageJ's
 * unit there with the resolution, or from the resolution alone.
 */
export function tiffPixelSize({
  description,
  xResolution = 0,
  yResolution = xResolution,
  resolutionUnit,
}: SizeTags): PixelSize | undefined {
  if (description.includes('<OME')) return omePixelSize(description);
  const unit = description.startsWith('ImageJ=') ? /^unit=(.*)$/m.exec(description)?.[1] : undefined;
  if (unit !== undefined) return pixelSizeOf(1 / xResolution, 1 / yResolution, unit);
  const nm = nmPerUnit[resolutionUnit];
  if (nm === undefined || nm / xResolution >= maxExtentNm || nm / yResolution >= maxExtentNm)
    return undefined;
  return pixelSizeOf(nm / xResolution, nm / yResolution, 'nm');
}

function omePixelSize(xml: string): PixelSize | undefined {
  const pixels = /<(?:\w+:)?Pixels\b[^>]*>/.exec(xml)?.[0] ?? '';
  const attribute = (name: string) => new RegExp(`\\b${name}\\s*=\\s*"([^"]*)"`).exec(pixels)?.[1];
  const x = Number(attribute('PhysicalSizeX'));
  const y = Number(attribute('PhysicalSizeY') ?? x);
  const unit = attribute('PhysicalSizeXUnit') ?? 'µm';
  return pixelSizeOf(x, y, unit.replaceAll(/&#(?:181|xb5);/gi, 'µ').replaceAll(/&#(?:197|xc5);/gi, 'Å'));
}
