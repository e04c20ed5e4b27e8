import { deflateRawSync } from 'node:zlib';
import { crc32 } from './crc32.js';

export interface ZipPart {
  readonly name: string;
  readonly data?: Buffer;
  readonly deflate?: boolean;
  /** Unix mode with its type bits; none where not given. */
  readonly mode?: number;
  /** Lies, where given. */
  readonly crc?: number;
  readonly size?: number;
  readonly method?: number;
  readonly encrypted?: boolean;
}

/** A zip archive, with whatever is asked for that an honest program would not write. */
export function zipOf(parts: readonly ZipPart[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, data = Buffer.alloc(0), deflate = false, mode, crc, size, method, encrypted } of parts) {
    const nameBytes = Buffer.from(name);
    const plain = deflate ? deflateRawSync(data) : data;
    const stored = encrypted ? Buffer.concat([Buffer.alloc(12), plain]) : plain;
    // Version, flags, method, time and date; then checksum, both sizes, and the lengths of name and extra field.
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE((encrypted ? 1 : 0) | 0x800, 2);
    common.writeUInt16LE(method ?? (deflate ? 8 : 0), 4);
    common.writeUInt32LE(crc ?? crc32(data), 10);
    common.writeUInt32LE(stored.length, 14);
    common.writeUInt32LE(size ?? data.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const tail = Buffer.alloc(14);
    if (mode !== undefined) tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    local.push(Buffer.from('PK\x03\x04'), common, nameBytes, stored);
    const madeBy = Buffer.from([20, mode === undefined ? 0 : 3]);
    central.push(Buffer.from('PK\x01\x02'), madeBy, common, tail, nameBytes);
    offset += 4 + common.length + nameBytes.length + stored.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, directory, Buffer.from('PK\x05\x06'), end]);
}

export interface TarPart {
  readonly name: string;
  readonly data?: Buffer;
  /** `0` a file, `1` a hard and `2` a symbolic link, `3` a device, `5` a folder. */
  readonly type?: string;
  readonly linkTo?: string;
}

/** A tar archive (POSIX ustar). */
export function tarOf(parts: readonly TarPart[]): Buffer {
  const blocks = parts.flatMap(({ name, data = Buffer.alloc(0), type = '0', linkTo = '' }) => {
    const header = Buffer.alloc(512);
    header.write(name, 0, 100);
    header.write('0000644\0', 100);
    header.write('0000000\0', 108);
    header.write('0000000\0', 116);
    header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('00000000000\0', 136);
    header.write('        ', 148);
    header.write(type, 156);
    header.write(linkTo, 157, 100);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, data, Buffer.alloc((512 - (data.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
