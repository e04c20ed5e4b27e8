type Samples = Uint8Array | Uint16Array | Uint32Array | Int16Array | Float32Array;

/** An uncompressed grey TIFF of any sample type, little-endian, as cameras and ImageJ write it. */
export function greyTiff(width: number, height: number, samples: Samples): Buffer {
  const format = samples instanceof Float32Array ? 3 : samples instanceof Int16Array ? 2 : 1;
  const fields = [
    [256, width],
    [257, height],
    [258, samples.BYTES_PER_ELEMENT * 8],
    [259, 1], // no compression
    [262, 1], // black is zero
    [273, 0], // where the samples start; set below
    [277, 1], // samples per pixel
    [278, height], // all rows in one strip
    [279, samples.byteLength],
    [339, format],
  ] as const;
  const header = Buffer.alloc(8 + 2 + fields.length * 12 + 4);
  header.write('II*\0', 'latin1');
  header.writeUInt32LE(8, 4);
  header.writeUInt16LE(fields.length, 8);
  for (const [i, [tag, value]] of fields.entries()) {
    const at = 10 + 12 * i;
    header.writeUInt16LE(tag, at);
    header.writeUInt16LE(4, at + 2); // one 32-bit number
    header.writeUInt32LE(1, at + 4);
    header.writeUInt32LE(tag === 273 ? header.length : value, at + 8);
  }
  return Buffer.concat([header, Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)]);
}
