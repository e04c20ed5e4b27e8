import { createReadStream } from 'node:fs';
import { formatBytes } from '../../report/format-bytes.js';
import { FolderWriter } from '../artifacts/folder.js';
import type { ContextOf } from '../define-node.js';
import { NodeError } from '../node-error.js';
import { archiveKindOf, isOtherArchive } from './archives/archive-kind.js';
import { cannotUnpack } from './check.js';
import { type Clock, realClock } from './clock.js';
import type { inputs, outputs, params } from './definition.js';
import { type Fetched, fetchFile } from './fetch-file.js';
import { Patterns } from './matches.js';
import { type Download, listedDownloads } from './params.js';
import { PathSet, safeFilePath } from './paths.js';
import { TransferRate } from './transfer-rate.js';
import { observed, unpack } from './unpack.js';
import { zenodoApi, zenodoDownloads } from './zenodo.js';

type Context = ContextOf<typeof params, typeof inputs, typeof outputs>;

/** What tests replace. */
export interface World {
  readonly clock: Clock;
  readonly zenodoApi: string;
}

/** Downloads everything first, into the work folder, and then stores it. */
export async function run(
  context: Context,
  { clock, zenodoApi: api }: World = { clock: realClock, zenodoApi },
): Promise<void> {
  const { signal, log, warn } = context;
  const { doi, files, maxBytes, retries, stallTimeoutMs } = context.params;
  const options = (stream: number) => ({
    retries,
    stallTimeoutMs,
    clock,
    signal,
    log,
    jitter: (failure: number) => context.random('fetch/back-off', stream, failure).uniform(),
  });
  const named =
    doi === undefined
      ? listedDownloads(context.params)
      : await zenodoDownloads(doi, files, { ...options(0), api });
  const downloads = checkedDownloads(named, context);

  const workFolder = await context.workFolder();
  const fetched: Fetched[] = [];
  let bytesLeft = maxBytes;
  for (const [index, file] of downloads.entries()) {
    const steps = downloads.length > 1 && { step: index + 1, steps: downloads.length };
    const rate = new TransferRate(clock, (phase) => context.progress({ phase, ...steps }));
    const whole = await fetchFile(file, {
      ...options(index + 1),
      warn,
      maxBytes: bytesLeft,
      folder: workFolder,
      onProgress: (sizeBytes, totalBytes) => rate.update(file.name, sizeBytes, totalBytes),
    });
    bytesLeft -= whole.sizeBytes;
    fetched.push(whole);
  }
  await store(fetched, context, clock);
}

/** What could not be known before Zenodo was asked. */
function checkedDownloads(downloads: readonly Download[], { params }: Context): Download[] {
  const bytes = downloads.reduce((sum, file) => sum + (file.bytes ?? 0), 0);
  if (bytes > params.maxBytes) {
    const message = `the files have ${formatBytes(bytes)} together, more than \`maxBytes\` allows`;
    throw new NodeError('bad-input', message, 'Choose some of them, or raise `maxBytes`.');
  }
  return downloads.map((file) => {
    const { path, problem } = safeFilePath(file.name);
    if (problem !== undefined) throw new NodeError('bad-input', `"${file.name}" ${problem}`);
    if (!params.extract || !isOtherArchive(path)) return { ...file, name: path };
    const { message, hint } = cannotUnpack(path);
    throw new NodeError('bad-input', message, hint);
  });
}

async function store(fetched: readonly Fetched[], context: Context, clock: Clock): Promise<void> {
  const { params, signal, log } = context;
  const folder = new FolderWriter(context.output('folder'));
  const names = new PathSet();
  const include = new Patterns(params.include);
  let storedBytes = 0;
  const rate = new TransferRate(clock, (phase) => context.progress({ phase }));
  for (const { name, url, path, sizeBytes } of fetched) {
    const onBytes = (bytes: number) => {
      signal.throwIfAborted();
      storedBytes += bytes;
      rate.update(`storing ${name}`, storedBytes, undefined);
      if (storedBytes <= params.maxBytes) return;
      const message = `${name}: more would be stored than \`maxBytes\` allows`;
      throw new NodeError('bad-input', message, 'Choose with `include`, or raise `maxBytes`.');
    };
    const kind = params.extract ? archiveKindOf(name) : undefined;
    if (kind) {
      const archive = { name, kind, path, sizeBytes };
      await unpack(archive, folder, { origin: url, include, names, onBytes, log, signal });
    } else {
      const other = names.add(name);
      if (other !== undefined)
        throw new NodeError('bad-input', `"${name}" and "${other}" cannot lie in one folder`);
      await folder.add(name, url, observed(createReadStream(path), onBytes));
    }
  }
  if (include.unmet.length > 0) {
    const message = `no file of the archives is called ${include.unmet.join(', ')}`;
    throw new NodeError(
      'bad-input',
      message,
      'Names are paths in the archive; `*` stands for any characters.',
    );
  }
  const { files } = await folder.finish();
  log(`${files.length} ${files.length === 1 ? 'file' : 'files'}, ${formatBytes(storedBytes)}`);
}
