import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import type { ImageFile } from '../../../imaging/formats/image-file.js';
import { type Finding, ok, problem } from '../finding.js';
import { formatSamples, zarrSample } from './format-samples.js';

/** Why a format's sample cannot be read; undefined where it can. */
type Outcome = readonly [format: string, trouble: string | undefined];

/** Whether a small image of every format is read as it should be. */
export async function checkImages(): Promise<Finding> {
  const outcomes = await Promise.all([
    ...Object.entries(formatSamples).map(([format, sample]) =>
      outcomeOf(format, () => openSample(format, sample)),
    ),
    outcomeOf('Zarr', openZarrSample),
  ]);
  const readable = outcomes.filter(([, trouble]) => trouble === undefined).map(([format]) => format);
  const data = { formats: readable };
  const unreadable = outcomes.filter(([, trouble]) => trouble !== undefined);
  if (unreadable.length === 0) return ok('image formats', readable.join(', '), data);
  return problem(
    'image formats',
    `not read: ${unreadable.map(([format, trouble]) => `${format} (${trouble})`).join(', ')}`,
    'Run `npm ci`, without --omit=optional, so that npm installs the libraries that read them.',
    data,
  );
}

async function outcomeOf(format: string, open: () => Promise<ImageFile>): Promise<Outcome> {
  try {
    const file = await open();
    const { pixels } = await file.read(0);
    await file.close();
    const sum = Array.from(pixels).reduce((total, value) => total + value, 0);
    return [format, sum === 100 ? undefined : 'its pixels come out wrong'];
  } catch (error) {
    return [format, (error instanceof Error ? error.message : String(error)).split('\n')[0]];
  }
}

async function openSample(format: string, sample: string): Promise<ImageFile> {
  const { openImageFile } = await import('../../../imaging/formats/open-image-file.js');
  const { sourceInMemory } = await import('../../../imaging/formats/open-source.js');
  return openImageFile(sourceInMemory(format, format, inflateRawSync(Buffer.from(sample, 'base64'))));
}

/** Of a folder that is gone as soon as the image is closed. */
async function openZarrSample(): Promise<ImageFile> {
  const { openZarr } = await import('../../../imaging/formats/zarr/open-zarr.js');
  const folder = await mkdtemp(join(tmpdir(), 'micrograph-doctor-'));
  const remove = () => rm(folder, { recursive: true });
  try {
    const files = await Promise.all(
      Object.entries(zarrSample).map(async ([name, bytes]) => {
        const path = join(folder, name);
        await writeFile(path, bytes);
        return { name, path, sha256: createHash('sha256').update(bytes).digest('hex') };
      }),
    );
    return { ...(await openZarr(files, 'Zarr', {})), close: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
