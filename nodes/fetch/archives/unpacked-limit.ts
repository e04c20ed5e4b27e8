import { formatBytes } from '../../../report/format-bytes.js';
import { ArchiveError } from './archive-entry.js';

/** Images and masks become a few to a hundred times smaller; what is made to fill disks, a thousand times and more. */
const largestRatio = 500;
/** Below this, no ratio does harm: a blank mask is nearly nothing in an archive. */
const alwaysAllowedBytes = 64 << 20;

/** Counts what is decompressed from one archive, and ends it where no honest archive has so much. */
export class UnpackedLimit {
  readonly #mostBytes: number;
  #bytes = 0;

  constructor(archiveBytes: number) {
    this.#mostBytes = Math.max(alwaysAllowedBytes, largestRatio * archiveBytes);
  }

  async *counted(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      this.#bytes += piece.length;
      if (this.#bytes > this.#mostBytes)
        throw new ArchiveError(
          `unpacks to more than ${formatBytes(this.#mostBytes)}, as only archives do that are made to fill disks`,
        );
      yield piece;
    }
  }
}
