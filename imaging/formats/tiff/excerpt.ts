import type { Region } from '../../datasets/region.js';
import { type ByteSource, damaged, readExactly } from '../byte-source.js';
import { sourceInMemory } from '../open-source.js';
import { type Directory, decodingTags, tags, valuesOf } from './directory.js';
import type { Page } from './page.js';

/** Part of a page as a file of its own. */
export interface Excerpt {
  readonly source: ByteSource;
  /** Where the region that was asked for lies in it. */
  readonly region: Region;
}

/** A tag and its values, whose bytes are those of a file. */
interface Line {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly bytes: Uint8Array;
}

const [shortType, longType] = [3, 4];

/**
 * Those strips or tiles of a page that a region touches, still compressed, as a TIFF file with one page. The library
 * that decodes it need not look through all pages of a large stack each time, nor sees anything else of the file.
 */
export async function excerptOf(
  source: ByteSource,
  directory: Directory,
  page: Page,
  {
    region,
    littleEndian,
    bytesPerPixel,
  }: {
    readonly region: Region;
    readonly littleEndian: boolean;
    /** Where given, the excerpt shows the bytes of the pixels as grey values beside each other. */
    readonly bytesPerPixel?: number;
  },
): Promise<Excerpt> {
  const { block, blocks, planes } = page;
  const across = Math.ceil(page.width / block.width);
  const down = Math.ceil(page.height / block.height);
  const [left, top] = [Math.floor(region.x / block.width), Math.floor(region.y / block.height)];
  const right = Math.ceil((region.x + region.width) / block.width);
  const bottom = Math.ceil((region.y + region.height) / block.height);

  const contents: Uint8Array[] = [];
  for (let plane = 0; plane < planes; plane++) {
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) {
        const place = blocks[(plane * down + row) * across + column];
        if (!place)
          throw damaged(source.name, directory.offset, `page ${page.number + 1} has parts without place`);
        contents.push(await readExactly(source, place.offset, place.bytes));
      }
    }
  }

  const width = Math.min(page.width, right * block.width) - left * block.width;
  const height = Math.min(page.height, bottom * block.height) - top * block.height;
  const lines: Line[] = [];
  for (const tag of bytesPerPixel === undefined ? decodingTags : [tags.compression]) {
    const entry = directory.entries.get(tag);
    if (entry)
      lines.push({ tag, type: entry.type, count: entry.count, bytes: await valuesOf(source, entry) });
  }
  const number = (type: number, value: number) => bytesOf(type, [value], littleEndian);
  const one = (tag: number, value: number): Line => ({
    tag,
    type: longType,
    count: 1,
    bytes: number(longType, value),
  });
  const scale = bytesPerPixel ?? 1;
  lines.push(one(tags.width, width * scale), one(tags.height, height));
  if (bytesPerPixel !== undefined) lines.push(one(tags.bitsPerSample, 8), one(tags.photometric, 1));
  if (page.isTiled) lines.push(one(tags.tileWidth, block.width * scale), one(tags.tileHeight, block.height));
  else lines.push(one(tags.rowsPerStrip, Math.min(block.height, height)));
  const file = layOut(lines, contents, page.isTiled, littleEndian);
  return {
    source: sourceInMemory(source.name, source.path, file),
    region: {
      x: (region.x - left * block.width) * scale,
      y: region.y - top * block.height,
      width: region.width * scale,
      height: region.height,
    },
  };
}

/** Header, pixels, values that do not fit into the directory, and the directory. */
function layOut(
  lines: Line[],
  contents: readonly Uint8Array[],
  isTiled: boolean,
  littleEndian: boolean,
): Buffer {
  const parts: Uint8Array[] = [];
  let length = 8;
  const append = (part: Uint8Array) => {
    parts.push(part);
    length += part.length;
    return length - part.length;
  };
  const offsets = contents.map(append);
  const placing = [
    { tag: isTiled ? tags.tileOffsets : tags.stripOffsets, values: offsets },
    {
      tag: isTiled ? tags.tileByteCounts : tags.stripByteCounts,
      values: contents.map((part) => part.length),
    },
  ];
  for (const { tag, values } of placing) {
    lines.push({ tag, type: longType, count: values.length, bytes: bytesOf(longType, values, littleEndian) });
  }
  const entries = lines
    .sort((a, b) => a.tag - b.tag)
    .map(({ tag, type, count, bytes }) => {
      const value = Buffer.alloc(4);
      if (bytes.length <= 4) value.set(bytes);
      else value.set(bytesOf(longType, [append(bytes)], littleEndian));
      const start = [bytesOf(shortType, [tag, type], littleEndian), bytesOf(longType, [count], littleEndian)];
      return Buffer.concat([...start, value]);
    });
  if (length % 2 === 1) append(new Uint8Array(1));
  const header = [
    Buffer.from(littleEndian ? 'II' : 'MM'),
    bytesOf(shortType, [42], littleEndian),
    bytesOf(longType, [length], littleEndian),
  ];
  const count = bytesOf(shortType, [entries.length], littleEndian);
  return Buffer.concat([...header, ...parts, count, ...entries, new Uint8Array(4)]);
}

function bytesOf(type: number, values: readonly number[], littleEndian: boolean): Buffer {
  const width = type === shortType ? 2 : 4;
  const bytes = Buffer.alloc(width * values.length);
  for (const [i, value] of values.entries()) {
    if (littleEndian) bytes.writeUIntLE(value, i * width, width);
    else bytes.writeUIntBE(value, i * width, width);
  }
  return bytes;
}
