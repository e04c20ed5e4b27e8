import type { StoredDtype } from './image-file.js';
import { storedBytes } from './stored-bytes.test-helper.js';

export interface MrcOptions {
  readonly mode: number;
  readonly dtype: StoredDtype;
  readonly width: number;
  readonly height: number;
  readonly sections: number;
  readonly values: readonly number[];
  readonly littleEndian?: boolean;
  /** Whether there are a machine stamp and the word MAP, which files older than the year 2000 have not. */
  readonly stamped?: boolean;
  readonly extendedBytes?: number;
  /** Å per pixel along columns, rows and sections. */
  readonly spacing?: readonly [number, number, number];
  /** Which axes columns, rows and sections are. */
  readonly axes?: readonly [number, number, number];
  readonly maximum?: number;
  /** IMOD's flags; its stamp is there only with them. */
  readonly imodFlags?: number;
}

/** An MRC file, field by field of MRC2014. */
export function writeMrc(options: MrcOptions): Buffer<ArrayBuffer> {
  const { mode, dtype, width, height, sections, values, littleEndian = true } = options;
  const { stamped = true, extendedBytes = 0, spacing = [0, 0, 0], axes = [1, 2, 3], maximum = 0 } = options;
  const header = new DataView(new ArrayBuffer(1024 + extendedBytes));
  const integer = (at: number, value: number) => header.setInt32(at, value, littleEndian);
  const float = (at: number, value: number) => header.setFloat32(at, value, littleEndian);
  const sides = [width, height, sections];
  for (const [i, side] of sides.entries()) {
    integer(4 * i, side);
    integer(64 + 4 * i, axes[i]!);
    // Intervals and the cell's sides belong to axes.
    const axis = 4 * (axes[i]! - 1);
    integer(28 + axis, side);
    float(40 + axis, side * spacing[i]!);
    float(52 + 4 * i, 90);
  }
  integer(12, mode);
  float(80, maximum);
  integer(92, extendedBytes);
  if (stamped) {
    for (const [i, byte] of [...Buffer.from('MAP ')].entries()) header.setUint8(208 + i, byte);
    header.setUint8(212, littleEndian ? 0x44 : 0x11);
    header.setUint8(213, littleEndian ? 0x44 : 0x11);
  }
  if (options.imodFlags !== undefined) {
    integer(152, 1146047817);
    integer(156, options.imodFlags);
  }
  return Buffer.concat([Buffer.from(header.buffer), storedBytes(dtype, values, littleEndian)]);
}
