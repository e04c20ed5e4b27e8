const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0);
  return remainder;
});

/**
 * CRC-32 as in zip archives (polynomial 0x04c11db7, reflected), going on from that of what came before. Node.js has its
 * own only from 20.15 on.
 */
export function crc32(data: Uint8Array, before = 0): number {
  let crc = ~before;
  for (let at = 0; at < data.length; at++) crc = table[(crc ^ data[at]!) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}
