import { writeTiff } from './tiff/tiff-file.test-helper.js';

type Samples = Uint8Array | Uint16Array | Uint32Array | Int16Array | Float32Array;

/** An uncompressed grey TIFF of any sample type, little-endian, as cameras and ImageJ write it. */
export function greyTiff(width: number, height: number, samples: Samples): Buffer {
  const sampleFormat = samples instanceof Float32Array ? 3 : samples instanceof Int16Array ? 2 : 1;
  const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  return writeTiff([{ width, height, bytes, bits: samples.BYTES_PER_ELEMENT * 8, sampleFormat }]);
}
