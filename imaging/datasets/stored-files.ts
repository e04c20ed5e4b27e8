import { readFile, stat } from 'node:fs/promises';
import type { ImageFile, Raster } from '../formats/image-file.js';
import { openImageFile } from '../formats/open-image-file.js';
import { openSourceOnDisk, sourceInMemory } from '../formats/open-source.js';
import { openZarr } from '../formats/zarr/open-zarr.js';
import { ImageError } from '../image-error.js';
import { inWords, type StoredImage } from './listed-image.js';
import type { FileHeader } from './name-images.js';
import { mustHave } from './preparation.js';
import type { Size } from './reduce.js';
import type { Region } from './region.js';
import type { SourceFile } from './source-files.js';
import { type FileIdentity, identityOfPlanned, mustBe, mustBePlanned, unreadable } from './unchanged.js';

/** Files up to this size are held in memory while they are open; of larger ones only the part that is wanted is read. */
const heldBytes = 32 * 2 ** 20;
/** Files with several images that stay open after one of them was read. */
const keptOpen = 4;

/** A part of an image as it is stored, and the size of the whole. */
export interface StoredPart extends Raster {
  readonly storedSize: Size;
}

interface OpenFile {
  readonly image: ImageFile;
  /** Throws an `ImageError` where the file is no longer the one that was planned with. */
  mustBeUnchanged(): Promise<void>;
  close(): Promise<void>;
}

interface Kept {
  readonly opened: Promise<OpenFile>;
  users: number;
}

/**
 * Opens and decodes the files of a data set, however many there are. The bytes that are decoded are those that were
 * hashed when the experiment was planned. Everything wrong with a file is an `ImageError` that names it.
 */
export class StoredFiles {
  readonly #heldBytes: number;
  readonly #open = new Map<string, Kept>();
  /** Of large files, so that each is hashed once. */
  readonly #identities = new Map<string, Promise<FileIdentity>>();

  /** `held`: for tests. */
  constructor(held = heldBytes) {
    this.#heldBytes = held;
  }

  /** What a file says of itself; its content is not checked. */
  async header(file: SourceFile, array: string | undefined): Promise<FileHeader> {
    const { image, close } = await openUnchecked(file, array);
    try {
      const { images, height, width, pixelSize } = image;
      return { images, height, width, ...(pixelSize && { pixelSize }) };
    } finally {
      await close();
    }
  }

  /** Decodes an image, or a region of it; which one may depend on the size of the whole. */
  async read(
    stored: StoredImage,
    array: string | undefined,
    regionOf: (size: Size) => Region | undefined,
  ): Promise<StoredPart> {
    return this.#use(stored.file, array, async ({ image, mustBeUnchanged }) => {
      const storedSize = { height: image.height, width: image.width };
      if (stored.image === undefined && image.images > 1) {
        throw new ImageError(
          `${stored.file.name} has ${image.images} images, and is called like a file of one`,
        );
      }
      const region = regionOf(storedSize);
      if (region) mustHave(inWords(stored), storedSize, region);
      const raster = await image.read(stored.image ?? 0, region);
      await mustBeUnchanged();
      return { ...raster, storedSize };
    });
  }

  /** The whole content of a file of text. */
  async text(file: SourceFile): Promise<string> {
    const bytes = await readFile(file.path).catch((error) => {
      throw unreadable(file.name, error);
    });
    mustBePlanned(file, bytes);
    return bytes.toString('utf8');
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open].map(([key, kept]) => this.#forget(key, kept)));
  }

  async #use<T>(
    file: SourceFile,
    array: string | undefined,
    work: (file: OpenFile) => Promise<T>,
  ): Promise<T> {
    const key = JSON.stringify([file.path, array]);
    const kept = this.#open.get(key) ?? { opened: this.#openChecked(file, array), users: 0 };
    kept.users += 1;
    // The one used last stands last.
    this.#open.delete(key);
    this.#open.set(key, kept);
    let severalImages = false;
    try {
      const opened = await kept.opened;
      severalImages = opened.image.images > 1;
      return await work(opened);
    } finally {
      kept.users -= 1;
      if (!severalImages && kept.users === 0) await this.#forget(key, kept);
      else if (this.#open.size > keptOpen) await this.#forgetOldest();
    }
  }

  async #forgetOldest(): Promise<void> {
    for (const [key, kept] of this.#open) {
      if (this.#open.size <= keptOpen) return;
      if (kept.users === 0) await this.#forget(key, kept);
    }
  }

  async #forget(key: string, kept: Kept): Promise<void> {
    if (this.#open.get(key) === kept) this.#open.delete(key);
    const opened = await kept.opened.catch(() => undefined);
    await opened?.close();
  }

  async #openChecked(file: SourceFile, array: string | undefined): Promise<OpenFile> {
    // What lies in many files is looked at by the run as a whole.
    if (file.parts) return { ...(await openUnchecked(file, array)), mustBeUnchanged: async () => {} };
    const { size } = await stat(file.path).catch((error) => {
      throw unreadable(file.name, error);
    });
    if (size <= this.#heldBytes) {
      const bytes = await readFile(file.path).catch((error) => {
        throw unreadable(file.name, error);
      });
      mustBePlanned(file, bytes);
      const image = await openImageFile(sourceInMemory(file.name, file.path, bytes), { array });
      return { image, mustBeUnchanged: async () => {}, close: () => image.close() };
    }
    const known = this.#identities.get(file.path) ?? identityOfPlanned(file);
    this.#identities.set(file.path, known);
    const identity = await known;
    const opened = await openUnchecked(file, array);
    return { ...opened, mustBeUnchanged: () => mustBe(file, identity) };
  }
}

async function openUnchecked(
  file: SourceFile,
  array: string | undefined,
): Promise<Pick<OpenFile, 'image' | 'close'>> {
  if (file.parts) {
    const image = await openZarr(file.parts, file.name, { array });
    return { image, close: () => image.close() };
  }
  const source = await openSourceOnDisk(file.name, file.path);
  try {
    const image = await openImageFile(source, { array });
    const close = async () => {
      await image.close();
      await source.close();
    };
    return { image, close };
  } catch (error) {
    await source.close();
    throw error;
  }
}
