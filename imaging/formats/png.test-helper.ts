import { crc32 } from 'node:zlib';

/** A PNG file whose chunks have the checksums that their content asks for. */
export function withChecksums(file: Uint8Array): Buffer {
  const content = Buffer.from(file);
  for (let at = 8; at + 12 <= content.length; ) {
    const end = at + 8 + content.readUInt32BE(at);
    if (end + 4 > content.length) break;
    content.writeUInt32BE(crc32(content.subarray(at + 4, end)), end);
    at = end + 4;
  }
  return content;
}
