import { deflateSync } from 'node:zlib';

/** A tag and its values. Types: 2 text, 3 and 4 whole numbers of 16 and 32 bits, 5 fractions (pairs), 16 of 64 bits. */
export type TiffTag = readonly [tag: number, type: 2 | 3 | 4 | 5 | 16, values: readonly number[] | string];

export interface TiffPage {
  readonly width: number;
  readonly height: number;
  /** Rows of samples, as they are to lie in the file. */
  readonly bytes: Buffer;
  readonly bits: number;
  /** 1 unsigned, 2 signed, 3 floating-point. */
  readonly sampleFormat?: number;
  readonly samples?: number;
  /** 0 white is zero, 1 black is zero, 2 colours, 3 palette. */
  readonly photometric?: number;
  readonly tags?: readonly TiffTag[];
}

export interface TiffOptions {
  readonly big?: boolean;
  readonly littleEndian?: boolean;
  readonly rowsPerStrip?: number;
  readonly tile?: { readonly width: number; readonly height: number };
  readonly deflated?: boolean;
  /** Bytes left free between strips or tiles. */
  readonly gap?: number;
}

const typeBytes = { 2: 1, 3: 2, 4: 4, 5: 8, 16: 8 };

/** A TIFF or BigTIFF file, field by field of TIFF 6.0: pixels, then the tags, page after page. */
export function writeTiff(pages: readonly TiffPage[], options: TiffOptions = {}): Buffer<ArrayBuffer> {
  const { big = false, littleEndian = true, gap = 0 } = options;
  const parts: Buffer[] = [];
  let length = 0;
  const append = (part: Buffer) => {
    parts.push(part);
    length += part.length;
    return length - part.length;
  };
  const number = (bytes: number, value: number) => {
    const buffer = Buffer.alloc(bytes);
    if (bytes === 8) buffer[littleEndian ? 'writeBigUInt64LE' : 'writeBigUInt64BE'](BigInt(value));
    else buffer[littleEndian ? 'writeUIntLE' : 'writeUIntBE'](value, 0, bytes);
    return buffer;
  };
  const offsetBytes = big ? 8 : 4;

  append(Buffer.from(littleEndian ? 'II' : 'MM'));
  append(big ? Buffer.concat([number(2, 43), number(2, 8), number(2, 0)]) : number(2, 42));
  let link = number(offsetBytes, 0);
  append(link);
  for (const page of pages) {
    const { width, height, bits, sampleFormat = 1, samples = 1, photometric = 1, tags = [] } = page;
    const blocks = blocksOf(page, options).map((block) => (options.deflated ? deflateSync(block) : block));
    const offsets = blocks.map((block) => {
      const at = append(block);
      append(Buffer.alloc(gap));
      return at;
    });
    const { tile } = options;
    const entries: TiffTag[] = [
      [256, 4, [width]],
      [257, 4, [height]],
      [258, 3, new Array(samples).fill(bits)],
      [259, 3, [options.deflated ? 8 : 1]],
      [262, 3, [photometric]],
      [277, 3, [samples]],
      [tile ? 324 : 273, big ? 16 : 4, offsets],
      [tile ? 325 : 279, 4, blocks.map((block) => block.length)],
      ...(tile
        ? ([
            [322, 3, [tile.width]],
            [323, 3, [tile.height]],
          ] as const)
        : ([[278, 4, [options.rowsPerStrip ?? height]]] as const)),
      [339, 3, new Array(samples).fill(sampleFormat)],
      ...tags,
    ];
    const lines = entries
      .sort(([a], [b]) => a - b)
      .map(([tag, type, values]) => {
        const content = typeof values === 'string' ? Buffer.from(`${values}\0`) : undefined;
        const wide = type === 5 ? 4 : typeBytes[type];
        const bytes =
          content ?? Buffer.concat((values as readonly number[]).map((value) => number(wide, value)));
        const value = Buffer.alloc(offsetBytes);
        if (bytes.length <= offsetBytes) bytes.copy(value);
        else number(offsetBytes, append(bytes)).copy(value);
        const count = number(offsetBytes, bytes.length / typeBytes[type]);
        return Buffer.concat([number(2, tag), number(2, type), count, value]);
      });
    if (length % 2 === 1) append(Buffer.alloc(1));
    number(offsetBytes, length).copy(link);
    link = number(offsetBytes, 0);
    append(number(big ? 8 : 2, lines.length));
    for (const line of lines) append(line);
    append(link);
  }
  return Buffer.concat(parts);
}

/** Strips, or tiles filled up with zeros. */
function blocksOf(
  { width, height, bits, samples = 1, bytes }: TiffPage,
  { tile, rowsPerStrip }: TiffOptions,
): Buffer[] {
  const pixelBytes = (bits * samples) / 8;
  const rowBytes = Math.ceil(width * pixelBytes);
  const size = tile ?? { width, height: rowsPerStrip ?? height };
  const blocks: Buffer[] = [];
  for (let top = 0; top < height; top += size.height) {
    for (let left = 0; left < width; left += size.width) {
      const rows = Math.min(size.height, height - top);
      const block = Buffer.alloc((tile ? size.height : rows) * Math.ceil(size.width * pixelBytes));
      for (let row = 0; row < rows; row++) {
        const from = (top + row) * rowBytes + left * pixelBytes;
        const end = Math.min(from + size.width * pixelBytes, (top + row + 1) * rowBytes);
        bytes.copy(block, row * Math.ceil(size.width * pixelBytes), from, end);
      }
      blocks.push(block);
    }
  }
  return blocks;
}
