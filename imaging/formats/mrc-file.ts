import { ImageError } from '../image-error.js';
import { damaged, mustReach, readExactly } from './byte-source.js';
import type { ImageFormat, PixelSize, StoredDtype } from './image-file.js';
import { pixelSizeOf } from './pixel-size.js';
import { storedImageFile } from './stored-images.js';
import { bytesPerElement } from './to-raster-pixels.js';

/**
 * Maps and stacks in MRC2014 (Cheng et al., J. Struct. Biol. 192, 146, 2015; https://www.ccpem.ac.uk/mrc-format), which
 * the older kinds that microscopes and IMOD write are read as too. Sections are images; rows come in the order in which
 * they are stored.
 */
export const mrc: ImageFormat = {
  name: 'MRC',
  extensions: ['.mrc', '.mrcs', '.map', '.rec', '.st', '.ali'],
  async open(source) {
    const header = headerView(source.name, await readExactly(source, 0, headerBytes));
    const [width, height, images] = [header.integer(0), header.integer(4), header.integer(8)];
    if (!(width > 0 && height > 0 && images > 0)) {
      throw damaged(source.name, 0, `its header says ${images} images of ${width} × ${height} pixels`);
    }
    const storedDtype = elementType(source.name, header);
    const extendedBytes = header.integer(92);
    if (extendedBytes < 0) throw damaged(source.name, 92, `an extended header of ${extendedBytes} bytes`);
    const start = headerBytes + extendedBytes;
    const imageBytes = width * height * bytesPerElement(storedDtype);
    mustReach(source, start + images * imageBytes);
    return storedImageFile(source, {
      format: 'MRC',
      images,
      height,
      width,
      channels: 1,
      pixelSize: pixelSize(header),
      storedDtype,
      littleEndian: header.littleEndian,
      strides: { row: width, column: 1, channel: 1 },
      offsetOf: (index) => start + index * imageBytes,
    });
  },
};

const headerBytes = 1024;

interface HeaderView {
  readonly littleEndian: boolean;
  integer(at: number): number;
  float(at: number): number;
}

function headerView(name: string, bytes: Uint8Array): HeaderView {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const order = byteOrder(view);
  if (order === undefined) {
    const hint = 'If it is no MRC file, give it the ending of what it is.';
    throw new ImageError(`${name} is no MRC file: its machine stamp and mode mean nothing`, hint);
  }
  const littleEndian = order === 'little';
  return {
    littleEndian,
    integer: (at) => view.getInt32(at, littleEndian),
    float: (at) => view.getFloat32(at, littleEndian),
  };
}

/** From the machine stamp, or without one from which order gives a mode that exists. */
function byteOrder(header: DataView): 'little' | 'big' | undefined {
  const stamp = header.getUint8(212);
  if (stamp === 0x44) return 'little';
  if (stamp === 0x11) return 'big';
  if (header.getInt32(12, true) in modes) return 'little';
  return header.getInt32(12, false) in modes ? 'big' : undefined;
}

/** Kinds of element; those without a type are not read. */
const modes: Readonly<Record<number, { readonly dtype?: StoredDtype; readonly name: string }>> = {
  0: { dtype: 'int8', name: '8-bit' },
  1: { dtype: 'int16', name: '16-bit' },
  2: { dtype: 'float32', name: 'floating-point' },
  3: { name: 'complex 16-bit' },
  4: { name: 'complex floating-point' },
  6: { dtype: 'uint16', name: 'unsigned 16-bit' },
  12: { dtype: 'float16', name: 'half-precision' },
  16: { name: 'colour' },
  101: { name: '4-bit' },
};

function elementType(name: string, header: HeaderView): StoredDtype {
  const number = header.integer(12);
  const mode = modes[number];
  if (!mode) throw damaged(name, 12, `${number} is no mode`);
  if (!mode.dtype) {
    const message = `${name} has ${mode.name} elements (mode ${number}), which are not read`;
    throw new ImageError(message, 'Convert it to mode 1, 2 or 6, for instance with IMOD: newstack -mode 2.');
  }
  return number === 0 && !hasSignedBytes(header) ? 'uint8' : mode.dtype;
}

/** 'IMOD' */
const imodStamp = 1146047817;

/**
 * Bytes (mode 0) are signed in MRC2014, and were unsigned before. IMOD says which (bit 0 of its flags,
 * https://bio3d.colorado.edu/imod/doc/mrc_format.txt); otherwise a maximum above 127 in the header does.
 */
function hasSignedBytes(header: HeaderView): boolean {
  if (header.integer(152) === imodStamp) return (header.integer(156) & 1) === 1;
  return !(header.float(80) > 127);
}

/** The cell's length in Å over the number of intervals, along the axes that columns and rows are. */
function pixelSize(header: HeaderView): PixelSize | undefined {
  const along = (side: 0 | 1) => {
    const axis = header.integer(64 + 4 * side) - 1;
    const at = 4 * (axis >= 0 && axis <= 2 ? axis : side);
    return header.float(40 + at) / header.integer(28 + at);
  };
  return pixelSizeOf(along(0), along(1), 'Å');
}
