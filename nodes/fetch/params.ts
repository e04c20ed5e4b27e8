import type { ParamsOf } from '../define-node.js';
import type { params } from './definition.js';

export type FetchParams = ParamsOf<typeof params>;

/** One file to be downloaded, and what is known of it beforehand. */
export interface Download {
  readonly url: string;
  /** Path in the folder. */
  readonly name: string;
  readonly sha256?: string | undefined;
  readonly md5?: string | undefined;
  readonly bytes?: number | undefined;
}

/** The files of `url` or `urls`; a name that the address does not give is empty. */
export function listedDownloads({ url, sha256, urls = [] }: FetchParams): Download[] {
  const listed = url === undefined ? urls : [{ url, sha256 }];
  return listed.map((file) => ({ ...file, name: ('name' in file && file.name) || nameInAddress(file.url) }));
}

function nameInAddress(address: string): string {
  try {
    const last = new URL(address).pathname.split('/').at(-1) ?? '';
    return decodeURIComponent(last);
  } catch {
    return '';
  }
}
