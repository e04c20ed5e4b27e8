import { NodeError } from '../node-error.js';
import { checksumsOf, mismatch } from './checksums.js';
import { type DownloadOptions, download } from './http/download.js';
import type { Download } from './params.js';

/** A file that lies whole on the disk and is the one that was asked for. */
export interface Fetched extends Download {
  readonly path: string;
  readonly sizeBytes: number;
}

/** Downloads a file and compares it with its checksums. Throws a `NodeError`. */
export async function fetchFile(file: Download, options: DownloadOptions): Promise<Fetched> {
  for (let isFirst = true; ; isFirst = false) {
    const part = await download(file, options);
    const found = await checksumsOf(part.path, file.md5 !== undefined, options.signal);
    const wrong = mismatch(found, file);
    if (wrong === undefined) {
      if (file.sha256 === undefined && file.md5 === undefined) {
        const pin = `"sha256": "${found.sha256}"`;
        options.warn(`${file.name} has no checksum to be compared with; to hold on to this file, add ${pin}`);
      }
      return { ...file, path: part.path, sizeBytes: part.sizeBytes };
    }
    const { isPieced } = part;
    await part.discard();
    if (!isPieced || !isFirst) {
      const hint = 'The file there changed, something on the way changed it, or the checksum is wrong.';
      throw new NodeError('bad-input', `${file.name} ${wrong}`, hint);
    }
    options.log(`${file.name}: its parts do not make up the file; it is downloaded anew`);
  }
}
