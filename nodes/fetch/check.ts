import type { Problem } from '../define-node.js';
import { archiveKindOf, isOtherArchive } from './archives/archive-kind.js';
import { addressProblem } from './http/address.js';
import { type Download, type FetchParams, listedDownloads } from './params.js';
import { PathSet, safeFilePath } from './paths.js';
import { zenodoRecordOf } from './zenodo-doi.js';

const sources = ['url', 'urls', 'doi'] as const;

export function check(params: FetchParams): Problem[] {
  return [...checkSource(params), ...checkDoi(params), ...checkDownloads(params), ...checkExtraction(params)];
}

function checkSource(params: FetchParams): Problem[] {
  const problems: Problem[] = [];
  const given = sources.filter((source) => params[source] !== undefined);
  if (given.length === 0) {
    const hint = 'Give one of `url`, `urls` and `doi`.';
    problems.push({ path: [], message: 'there is nothing to fetch', hint });
  }
  for (const source of given.slice(1)) {
    const message = `\`${given[0]}\` and \`${source}\` exclude each other`;
    problems.push({ path: [source], message, hint: 'Two sources are two `fetch` nodes.' });
  }
  if (params.sha256 !== undefined && params.url === undefined) {
    const hint = 'In `urls`, each file has its own.';
    problems.push({ path: ['sha256'], message: '`sha256` belongs to `url`', hint });
  }
  if (params.files !== undefined && params.doi === undefined) {
    problems.push({ path: ['files'], message: '`files` chooses files of a `doi`' });
  }
  return problems;
}

function checkDoi({ doi }: FetchParams): Problem[] {
  if (doi === undefined || zenodoRecordOf(doi) !== undefined) return [];
  const message = `the files of ${doi} cannot be found: only DOIs of Zenodo records, 10.5281/zenodo.N, can be followed`;
  return [{ path: ['doi'], message, hint: 'Give the addresses of the files in `urls`.' }];
}

function checkDownloads(params: FetchParams): Problem[] {
  const names = new PathSet();
  return listedDownloads(params).flatMap((file, index) => {
    const path = params.url === undefined ? ['urls', index] : [];
    const wrong = addressProblem(file.url);
    return [
      ...(wrong ? [{ path: [...path, 'url'], ...wrong }] : checkName(file, path, params.extract, names)),
      ...checkDigits(file.sha256, 64, [...path, 'sha256']),
      ...checkDigits(file.md5, 32, [...path, 'md5']),
    ];
  });
}

/** A name must lead nowhere else, and no two files may be in each other's place. */
function checkName(
  { name }: Download,
  path: readonly (string | number)[],
  extract: boolean,
  names: PathSet,
): Problem[] {
  if (name === '') {
    const message = 'the address does not say how the file is called';
    return [{ path: [...path, 'url'], message, hint: 'Name it with `name`, in `urls`.' }];
  }
  const { problem } = safeFilePath(name);
  if (problem !== undefined) return [{ path, message: `"${name}" ${problem}` }];
  // An archive gives its place to what is in it.
  if (extract && archiveKindOf(name)) return [];
  const other = names.add(name);
  if (other === undefined) return [];
  const message = `"${name}" and "${other}" cannot lie in one folder`;
  return [{ path, message, hint: 'Give one of them another `name`.' }];
}

function checkDigits(
  text: string | undefined,
  digits: number,
  path: readonly (string | number)[],
): Problem[] {
  if (text === undefined || (text.length === digits && /^[0-9a-f]+$/i.test(text))) return [];
  return [{ path, message: `"${text}" is not ${digits} hexadecimal digits` }];
}

function checkExtraction(params: FetchParams): Problem[] {
  const problems: Problem[] = [];
  if (params.include !== undefined && !params.extract) {
    const hint = 'Set `extract` to true.';
    problems.push({
      path: ['include'],
      message: '`include` chooses files of archives that are unpacked',
      hint,
    });
  }
  for (const [index, { name }] of (params.extract ? listedDownloads(params) : []).entries()) {
    if (!isOtherArchive(name)) continue;
    const path = params.url === undefined ? ['urls', index] : ['extract'];
    problems.push({ path, ...cannotUnpack(name) });
  }
  return problems;
}

export function cannotUnpack(name: string): { readonly message: string; readonly hint: string } {
  const message = `${name} cannot be unpacked: only .zip, .tar, .tar.gz, .tgz and .gz can`;
  return { message, hint: 'Fetch it without `extract`, or find it in another form.' };
}
