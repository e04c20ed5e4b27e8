import { ImageError } from '../../image-error.js';
import { type ByteSource, mustReach } from '../byte-source.js';
import type { ImageFile, ImageFormat, PixelSize } from '../image-file.js';
import { storedImageFile } from '../stored-images.js';
import { bytesPerElement } from '../to-raster-pixels.js';
import { openCompressed } from './compressed-pages.js';
import { type Directory, numbersOf, readDirectories, tags, textOf } from './directory.js';
import { type Page, readPage } from './page.js';
import { tiffPixelSize } from './tiff-pixel-size.js';

/**
 * TIFF and BigTIFF. Uncompressed pages of any type of number are read here, so that a region takes only its rows;
 * all others by libvips. Pages are images of one size; reduced copies of them and masks among the pages are passed over.
 */
export const tiff: ImageFormat = {
  name: 'TIFF',
  extensions: ['.tif', '.tiff'],
  async open(source) {
    const { littleEndian, directories } = await readDirectories(source);
    const pages: Page[] = [];
    for (const [number, directory] of directories.entries()) {
      if (await isAside(source, directory, littleEndian)) continue;
      pages.push(await readPage(source, directory, number, littleEndian));
    }
    const [first] = pages;
    if (!first) throw new ImageError(`${source.name} has no page but reduced copies and masks`);
    for (const page of pages) mustBeAlike(source.name, page, first);
    const about = await readAbout(source, directories[first.number]!, littleEndian);
    const places = placesOf(source, pages, about.description);
    return places
      ? openStored(source, first, places, littleEndian, about.pixelSize)
      : openCompressed(source, pages, { littleEndian, directories, pixelSize: about.pixelSize });
  },
};

/** Whether a page is a reduced copy (bit 0) or a mask (bit 2) of another one. */
async function isAside(source: ByteSource, directory: Directory, littleEndian: boolean): Promise<boolean> {
  const [subfileType = 0] = await numbersOf(source, directory, tags.subfileType, littleEndian);
  return (subfileType & 0b101) !== 0;
}

function mustBeAlike(name: string, page: Page, first: Page): void {
  const inWords = ({ width, height, bits, samples, storedDtype, photometric }: Page) =>
    `${width} × ${height} px, ${samples} × ${storedDtype ?? `${bits} bits`} (photometric ${photometric})`;
  if (inWords(page) !== inWords(first)) {
    throw new ImageError(
      `${name} has pages of several kinds: page ${first.number + 1} is ${inWords(first)}, page ${page.number + 1} ${inWords(page)}`,
      'Save them as files of their own.',
    );
  }
}

async function readAbout(source: ByteSource, directory: Directory, littleEndian: boolean) {
  const first = async (tag: number) => (await numbersOf(source, directory, tag, littleEndian))[0];
  const description = await textOf(source, directory, tags.description);
  const pixelSize = tiffPixelSize({
    description,
    xResolution: await first(tags.xResolution),
    yResolution: await first(tags.yResolution),
    resolutionUnit: (await first(tags.resolutionUnit)) ?? 2,
  });
  return { description, pixelSize };
}

/** Where the images lie, if they do uncompressed. */
interface Places {
  readonly images: number;
  /** In bytes. */
  offsetOf(index: number): number;
}

function placesOf(source: ByteSource, pages: readonly Page[], description: string): Places | undefined {
  const starts = pages.flatMap(({ start }) => start ?? []);
  if (starts.length < pages.length) return undefined;
  // ImageJ describes only the first image of a stack that is too large for TIFF; the others follow it.
  const images = Number(/^ImageJ=.*^images=(\d+)$/ms.exec(description)?.[1] ?? 1);
  if (pages.length > 1 || images <= 1) return { images: pages.length, offsetOf: (index) => starts[index]! };
  const { height, width, samples, storedDtype } = pages[0]!;
  const imageBytes = height * width * samples * bytesPerElement(storedDtype!);
  mustReach(source, starts[0]! + images * imageBytes);
  return { images, offsetOf: (index) => starts[0]! + index * imageBytes };
}

function openStored(
  source: ByteSource,
  { height, width, samples, channels, storedDtype }: Page,
  places: Places,
  littleEndian: boolean,
  pixelSize: PixelSize | undefined,
): ImageFile {
  return storedImageFile(source, {
    format: 'TIFF',
    ...places,
    height,
    width,
    channels,
    pixelSize,
    storedDtype: storedDtype!,
    littleEndian,
    strides: { row: width * samples, column: samples, channel: 1 },
  });
}
