import { open } from 'node:fs/promises';
import { ImageError } from '../image-error.js';
import type { ByteSource } from './byte-source.js';

/** A file's content that was read already. */
export function sourceInMemory(name: string, path: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    path,
    size: bytes.length,
    bytes,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
  };
}

/** A file that is read piece by piece, and closed by whoever opened it. */
export interface SourceOnDisk extends ByteSource {
  close(): Promise<void>;
}

/** Throws an `ImageError` where the file cannot be opened. */
export async function openSourceOnDisk(name: string, path: string): Promise<SourceOnDisk> {
  const unreadable = (error: unknown) =>
    new ImageError(`${name} cannot be read: ${(error as NodeJS.ErrnoException).message}`);
  const handle = await open(path).catch((error) => {
    throw unreadable(error);
  });
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new ImageError(`${name} cannot be read: it is no file`);
    return {
      name,
      path,
      size: stats.size,
      async read(offset, length) {
        const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, stats.size - offset)));
        let filled = 0;
        while (filled < bytes.length) {
          const { bytesRead } = await handle
            .read(bytes, filled, bytes.length - filled, offset + filled)
            .catch((error) => {
              throw unreadable(error);
            });
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return bytes.subarray(0, filled);
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
