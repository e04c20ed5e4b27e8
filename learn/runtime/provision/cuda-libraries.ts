import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder.js';
import { downloadWheel } from './download-wheel.js';
import { extractCuda } from './extract-wheel.js';
import { findPip } from './find-tools.js';
import { checkFreeSpace } from './free-space.js';
import {
  type FileRecord,
  type FolderManifest,
  type Inspection,
  inspectFolder,
  recordFile,
  writeManifest,
} from './manifest.js';
import type { ProvisionSetup } from './provision-setup.js';
import { makeStagingFolder, publish } from './staging.js';
import type { WheelPin } from './tensorflow-pins.js';

interface CudaManifest extends FolderManifest {
  /** SHA-256 of the wheels that it was unpacked from. */
  readonly wheels: readonly string[];
}

const folderName = 'cuda-12';

/** What an installation of TensorFlow links `nvidia` to: beside `lib`, it is where TensorFlow looks for CUDA first. */
export const cudaLinkTarget = join('..', folderName, 'nvidia');

/** CUDA's libraries out of NVIDIA's Python wheels, in a folder of their own beside TensorFlow's. */
export function cudaLibraries(setup: ProvisionSetup, pins: readonly WheelPin[]) {
  const cache = cacheFolder(setup.env);
  const folder = join(cache, folderName);

  function inspect(): Promise<Inspection> {
    const wheels = pins.map(({ sha256 }) => sha256).join();
    return inspectFolder<CudaManifest>(folder, (manifest) =>
      manifest.wheels?.join() === wheels ? undefined : 'it is not of the pinned wheels',
    );
  }

  /** @throws ProvisionError */
  async function install(): Promise<void> {
    if ((await inspect()).state === 'intact') return;
    const staging = await makeStagingFolder(cache);
    try {
      await build(setup, pins, staging);
      await publish(staging, folder, async () => (await inspect()).state === 'intact');
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  }

  return { folder, inspect, install };
}

/** One wheel after the other, so that no more than one lies beside what is unpacked. */
async function build(setup: ProvisionSetup, pins: readonly WheelPin[], staging: string): Promise<void> {
  await findPip(setup);
  const unpackedBytes = pins.reduce((sum, pin) => sum + pin.unpackedBytes, 0);
  await checkFreeSpace(staging, unpackedBytes + Math.max(0, ...pins.map(({ wheelBytes }) => wheelBytes)));
  const files: Record<string, FileRecord> = {};
  for (const pin of pins) {
    const told: ProvisionSetup = {
      ...setup,
      onProgress: (progress) => setup.onProgress({ ...progress, of: pin.distribution }),
    };
    const download = join(staging, 'download');
    const wheel = await downloadWheel(told, pin, download);
    const digests = await extractCuda(wheel, staging, told);
    await rm(download, { recursive: true });
    for (const [path, digest] of Object.entries(digests))
      files[path] = await recordFile(staging, path, digest);
  }
  await writeManifest<CudaManifest>(staging, { wheels: pins.map(({ sha256 }) => sha256), files });
}
