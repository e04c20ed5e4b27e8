import { accessSync, constants } from 'node:fs';
import { RecordStore } from '../../cache/records/record-store.js';
import { type Verification, type VerifyProgress, verifyStore } from '../../cache/verify.js';
import { formatBytes } from '../../report/format-bytes.js';
import { print, printJson } from '../print.js';
import { openStoreHere, type StoreOptions } from './open-store.js';

/** How many of the results that a damage affects are named. */
const namesShown = 5;

/** Verifies and tells; returns whether all is whole. A store that cannot be written to is looked at only. */
export async function verifyHere(options: StoreOptions): Promise<boolean> {
  const { folder, records: reader } = await openStoreHere(options);
  await reader.close();
  const writable = isWritable(folder);
  const records = writable ? RecordStore.open(folder) : RecordStore.openExisting(folder)!;
  const view = !options.json && process.stderr.isTTY ? await progressView() : undefined;
  try {
    const found = await verifyStore(records, folder, { writable, onProgress: view?.show ?? (() => {}) });
    view?.done();
    if (options.json) printJson(found);
    else for (const line of verificationLines(found)) print(line);
    return found.damage.length === 0;
  } finally {
    await records.close();
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

async function progressView() {
  const { createLogUpdate } = await import('log-update');
  const screen = createLogUpdate(process.stderr);
  let drawn = 0;
  return {
    show({ bytes, totalBytes }: VerifyProgress) {
      const percent = Math.floor((100 * bytes) / Math.max(totalBytes, 1));
      if (percent !== drawn) screen(`${percent} % of ${formatBytes(totalBytes)}`);
      drawn = percent;
    },
    done: () => screen.clear(),
  };
}

function verificationLines({ files, bytes, damage }: Verification): string[] {
  const lines = damage.flatMap(({ kind, digest, movedTo, error, affects }) => {
    const names = affects.slice(0, namesShown).map(({ instance, pipeline }) => `${instance} of ${pipeline}`);
    const more = affects.length > namesShown ? ` and ${affects.length - namesShown} more` : '';
    return [
      `${kind.padEnd(8)} ${digest}${movedTo === undefined ? '' : ', moved aside'}`,
      ...(error === undefined ? [] : [`         ${error}`]),
      `         ${names.length === 0 ? 'no result names it' : names.join(', ')}${more}`,
    ];
  });
  const unreadable = damage.filter(({ kind }) => kind === 'unreadable').length;
  const lost = damage.length - unreadable;
  const read = `${files} contents read, ${formatBytes(bytes)}`;
  if (damage.length === 0) return [`${read}: all is whole`];
  return [
    ...lines,
    ...(lost === 0
      ? []
      : [`${read}: ${lost} damaged or missing; run again, and what is affected is computed anew`]),
    ...(unreadable === 0
      ? []
      : [`${read}: ${unreadable} unreadable; see to the disk, or delete what is lost`]),
  ];
}
