import { sidesOf } from '../array-layout.js';
import type { PixelSize } from '../image-file.js';
import { pixelSizeOf } from '../pixel-size.js';
import type { ImageArray, StoredArray } from './stored-array.js';
import { type StoredFile, untilNul } from './stored-file.js';

/*
 * Electron microscopy datasets (EMD) are HDF5 files in one of two layouts. Berkeley's (https://emdatasets.com/format):
 * groups with the attribute `emd_group_type`, in each an array `data` and for each of its sides a vector `dim1`, `dim2`, …
 * (from `dim0` on in version 1.0) of coordinates with a unit. Velox's: `Data/Image/<id>/Data` is [height, width,
 * frames], and `Metadata` beside it holds one JSON text for each frame, in columns.
 */

/** `Data/Image/<id>/Data` */
const veloxImage = /^Data\/Image\/[^/]+\/Data$/;
const maxVeloxMetadataBytes = 2 ** 20;

/** Those of a file's arrays that its layout says are data; all of them where it is no EMD file. */
export function emdArrays(file: StoredFile, arrays: readonly StoredArray[]): readonly StoredArray[] {
  const velox = arrays.filter(({ name }) => veloxImage.test(name));
  if (velox.length > 0) return velox;
  const berkeley = arrays.filter(({ name }) => isBerkeley(file, name));
  return berkeley.length > 0 ? berkeley : arrays;
}

function isBerkeley(file: StoredFile, name: string): boolean {
  return /(^|\/)data$/.test(name) && file.hasAttribute(groupOf(name), 'emd_group_type');
}

/** What the sides of an array are. */
export function sidesOfArray({ name, shape }: StoredArray): ImageArray['sides'] | undefined {
  return veloxImage.test(name) && shape.length === 3 ? ['height', 'width', 'images'] : sidesOf(shape);
}

/** Extent of a pixel, where the file's layout tells it. */
export function emdPixelSize(file: StoredFile, { name }: StoredArray, sides: ImageArray['sides']) {
  if (veloxImage.test(name)) return veloxPixelSize(file, `${groupOf(name)}/Metadata`);
  return isBerkeley(file, name) ? berkeleyPixelSize(file, groupOf(name), sides) : undefined;
}

function veloxPixelSize(file: StoredFile, name: string): PixelSize | undefined {
  const metadata = file.array(name);
  const [length = 0] = metadata?.shape ?? [];
  if (metadata?.dtype !== 'uint8' || metadata.shape.length !== 2 || length > maxVeloxMetadataBytes)
    return undefined;
  const text = untilNul(file.read(metadata, { start: [0, 0], count: [length, 1] }));
  try {
    const result = (JSON.parse(text) as VeloxMetadata | null)?.BinaryResult;
    const { width, height } = result?.PixelSize ?? {};
    return pixelSize(
      Number(width),
      Number(height),
      String(result?.PixelUnitX ?? ''),
      String(result?.PixelUnitY ?? ''),
    );
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Numbers are texts in there. */
interface VeloxMetadata {
  readonly BinaryResult?: {
    readonly PixelSize?: { readonly width?: string; readonly height?: string };
    readonly PixelUnitX?: string;
    readonly PixelUnitY?: string;
  };
}

function berkeleyPixelSize(
  file: StoredFile,
  group: string,
  sides: ImageArray['sides'],
): PixelSize | undefined {
  const first = file.array(`${group}/dim0`) ? 0 : 1;
  const along = (side: 'height' | 'width') => coordinates(file, `${group}/dim${sides.indexOf(side) + first}`);
  const x = along('width');
  const y = along('height');
  return x && y && pixelSize(x.step, y.step, x.unit, y.unit);
}

/** Distance of the first two coordinates, and their unit. */
function coordinates(file: StoredFile, name: string): { step: number; unit: string | undefined } | undefined {
  const vector = file.array(name);
  if (vector?.shape.length !== 1 || vector.shape[0]! < 2 || vector.obstacle) return undefined;
  const { dtype } = vector;
  if (dtype !== 'float64' && dtype !== 'float32') return undefined;
  const { buffer } = file.read(vector, { start: [0], count: [2] });
  const [from, to] = dtype === 'float64' ? new Float64Array(buffer) : new Float32Array(buffer);
  // `[n_m]`: Berkeley's way to write nm.
  const unit = file
    .textAttribute(name, 'units')
    ?.replace(/^\[(.*)\]$/, '$1')
    .replaceAll('_', '');
  return { step: Math.abs(to! - from!), unit };
}

/** Metres, in which Velox counts, become nanometres. */
function pixelSize(x: number, y: number, unitX = '', unitY = unitX): PixelSize | undefined {
  if (unitX !== unitY) return undefined;
  if (unitX === 'm') return pixelSizeOf(rounded(x * 1e9), rounded(y * 1e9), 'nm');
  if (unitX === '1/m') return pixelSizeOf(rounded(x / 1e9), rounded(y / 1e9), '1/nm');
  return pixelSizeOf(x, y, unitX);
}

/** Without the last digits that a change of unit brings in. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

function groupOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('/')));
}
