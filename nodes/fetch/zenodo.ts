import { NodeError } from '../node-error.js';
import { addressProblem } from './http/address.js';
import { exchange } from './http/exchange.js';
import { type RetryOptions, withRetries } from './http/retry.js';
import { statusError } from './http/status.js';
import { Patterns } from './matches.js';
import type { Download } from './params.js';
import { zenodoRecordOf } from './zenodo-doi.js';

export const zenodoApi = 'https://zenodo.org/api';

/** More than the longest list of files takes. */
const mostBytes = 32 << 20;

export interface ZenodoOptions extends RetryOptions {
  readonly stallTimeoutMs: number;
  /** Address of the API, without a `/` at its end. */
  readonly api: string;
}

/** What Zenodo says of a record, as far as it is used (https://developers.zenodo.org, "Records"). */
interface ZenodoRecord {
  readonly id?: number | string;
  readonly files?: readonly {
    readonly key?: string;
    readonly size?: number;
    /** `md5:…` */
    readonly checksum?: string;
    readonly links?: { readonly self?: string };
  }[];
}

/** The files of the record that a DOI names, those that `patterns` choose, sorted by name. Throws a `NodeError`. */
export async function zenodoDownloads(
  doi: string,
  patterns: readonly string[] | undefined,
  options: ZenodoOptions,
): Promise<Download[]> {
  const id = zenodoRecordOf(doi);
  if (id === undefined) throw new Error(`bug: ${doi} was not refused`);
  const record = await readRecord(`${options.api}/records/${id}`, doi, options);
  if (record.id === undefined) throw unexpected(doi);
  if (String(record.id) !== id) {
    const message = `${doi} stands for all versions of a record, of which 10.5281/zenodo.${record.id} is the newest`;
    throw new NodeError('bad-input', message, 'Give the DOI of one version: its files never change.');
  }
  const files = (record.files ?? []).map((file) => downloadOf(file, doi, options.api));
  if (files.length === 0) {
    const message = `the record ${doi} has no files that everybody may have`;
    throw new NodeError(
      'bad-input',
      message,
      'Ask its authors, or fetch it by hand and read it with `load`.',
    );
  }
  const wanted = new Patterns(patterns);
  const chosen = files.filter((file) => wanted.choose(file.name));
  if (wanted.unmet.length > 0) {
    const message = `no file of ${doi} is called ${wanted.unmet.join(', ')}`;
    throw new NodeError('bad-input', message, `It has ${listed(files.map(({ name }) => name))}.`);
  }
  return chosen.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function downloadOf(
  { key, size, checksum = '', links }: NonNullable<ZenodoRecord['files']>[number],
  doi: string,
  api: string,
): Download {
  const url = links?.self ?? '';
  if (key === undefined || addressProblem(url) || new URL(url).protocol !== new URL(api).protocol)
    throw unexpected(doi);
  const md5 = /^md5:([0-9a-f]{32})$/i.exec(checksum)?.[1];
  return { url, name: key, md5, bytes: size };
}

function readRecord(address: string, doi: string, options: ZenodoOptions): Promise<ZenodoRecord> {
  const { signal, clock, stallTimeoutMs } = options;
  const headers = { accept: 'application/json' };
  return withRetries(doi, options, () =>
    exchange(new URL(address), { headers, signal, clock, stallTimeoutMs }, async (answer) => {
      if (answer.status === 404 || answer.status === 410)
        throw new NodeError('bad-input', `Zenodo has no record ${doi}`, 'Check the DOI.');
      if (answer.status !== 200) throw statusError(answer.status, answer.headers, clock.nowMs());
      const pieces: Buffer[] = [];
      let sizeBytes = 0;
      for await (const piece of answer.pieces) {
        sizeBytes += piece.length;
        if (sizeBytes > mostBytes) throw unexpected(doi);
        pieces.push(piece);
      }
      try {
        return JSON.parse(Buffer.concat(pieces).toString('utf8')) as ZenodoRecord;
      } catch {
        throw unexpected(doi);
      }
    }),
  );
}

function unexpected(doi: string): NodeError {
  const hint = 'Give the addresses of the files in `urls`.';
  return new NodeError('bad-input', `what Zenodo says of ${doi} is not understood`, hint);
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 10).join(', ');
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}
