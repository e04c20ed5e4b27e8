import type { Size } from '../../../imaging/datasets/reduce.js';
import { evenlyChosen } from '../../../imaging/evenly-chosen.js';
import type { ImageSet } from '../../../imaging/image-set.js';
import { type GreyRange, percentileRange } from '../../../imaging/picture-grid.js';
import { Canvas, type ColourPicture, encodeColourPng } from './canvas.js';
import { classColour, pointColour } from './class-colours.js';
import { fitted, glyphHeight, textWidth } from './glyphs.js';
import { thumbnail } from './thumbnail.js';

const mostImages = 64;
const gap = 6;
const lineHeight = glyphHeight + 3;
/** The longer side of a picture in pixels, by how many there are. */
const sideFor = (images: number) => (images <= 16 ? 256 : images <= 36 ? 192 : 128);
/** Share of the intensities that may be black or white. */
const cutOff = 0.002;
/** Intensities of one image that the range is found from. */
const valuesPerImage = 16_384;

/**
 * A PNG file of up to 64 images, evenly chosen, as a network is shown them, all with one range of grey values. Under an image comes,
 * where these are known, the same with its classes and points in colour, its target, its name and its class. One image
 * after another is in memory.
 */
export async function contactSheet(set: ImageSet, title: string): Promise<Buffer> {
  const indices = evenlyChosen(set.count, mostImages);
  const range = rangeOf(set, indices);
  const size = pictureSize(set, indices.length);
  const cells: Cell[] = [];
  for (const index of indices) cells.push(await cellOf(set, index, size, range));
  return encodeColourPng(arranged(cells, size, headOf(set, indices.length, title)));
}

/** Images scaled down, or up by a whole factor. */
function pictureSize({ height, width }: Size, images: number): Size {
  const scale = sideFor(images) / Math.max(height, width);
  const factor = scale < 1 ? scale : Math.floor(scale);
  return {
    height: Math.max(1, Math.round(height * factor)),
    width: Math.max(1, Math.round(width * factor)),
  };
}

function rangeOf(set: ImageSet, indices: readonly number[]): GreyRange {
  const image = new Float32Array(set.height * set.width);
  const values = indices.map((index) => {
    set.readImage(index, image);
    return evenlyChosen(image.length, valuesPerImage).map((at) => image[at]!);
  });
  return percentileRange(Float32Array.from(values.flat()), cutOff);
}

/** What is shown of one image, from top to bottom. */
interface Cell {
  readonly pictures: readonly ColourPicture[];
  readonly lines: readonly string[];
}

async function cellOf(set: ImageSet, index: number, size: Size, range: GreyRange): Promise<Cell> {
  const { height, width, truths } = set;
  const image = new Float32Array(height * width);
  set.readImage(index, image);
  const pictures = [await thumbnail({ image }, set, size, range)];
  if (truths.classes || truths.points) {
    const mask = truths.classes && new Float32Array(height * width);
    if (mask) set.readMask(index, mask);
    const points = truths.points && set.points(index);
    pictures.push(await thumbnail({ image, mask, points }, set, size, range));
  }
  if (truths.images) {
    set.readTarget(index, image);
    pictures.push(await thumbnail({ image }, set, size, range));
  }
  return { pictures, lines: [set.name(index), ...(truths.labels ? [truths.labels[set.label(index)]!] : [])] };
}

/** A line above the pictures, with a square of its colour where it stands for one. */
interface HeadLine {
  readonly text: string;
  readonly colour?: readonly [number, number, number];
}

function headOf({ count, height, width, truths }: ImageSet, shown: number, title: string): HeadLine[] {
  const images = shown === count ? `${count}` : `${shown} of ${count}`;
  const classes = (truths.classes ?? []).flatMap((text, number) => {
    const colour = classColour(number);
    return colour ? [{ text, colour }] : [];
  });
  return [
    { text: `${title}: ${images} images of ${width} x ${height} pixels` },
    ...classes,
    ...(truths.points ? [{ text: 'points', colour: pointColour }] : []),
  ];
}

/** In as many columns as make the sheet about square. */
function arranged(cells: readonly Cell[], size: Size, head: readonly HeadLine[]): Canvas {
  const [first] = cells;
  const { pictures = [], lines = [] } = first ?? {};
  const cell = {
    height: pictures.length * (size.height + 1) + lines.length * lineHeight + gap,
    width: size.width + gap,
  };
  const wantedColumns = Math.max(1, Math.round(Math.sqrt((cells.length * cell.height) / cell.width)));
  const rows = Math.ceil(cells.length / wantedColumns);
  // As many rows can do with fewer columns, and then the last one is fuller.
  const columns = Math.ceil(cells.length / rows);
  const top = gap + head.length * lineHeight + gap;
  const headWidth = Math.max(...head.map(({ text }) => textWidth(text) + lineHeight));
  const sheet = new Canvas(top + rows * cell.height, gap + Math.max(headWidth, columns * cell.width));
  for (const [line, { text, colour }] of head.entries())
    writeHead(sheet, gap + line * lineHeight, text, colour);
  for (const [at, each] of cells.entries()) {
    const x = gap + (at % columns) * cell.width;
    let y = top + Math.floor(at / columns) * cell.height;
    for (const picture of each.pictures) {
      sheet.put(picture, x, y);
      y += size.height + 1;
    }
    for (const line of each.lines) {
      sheet.write(fitted(line, size.width), x, y + 1);
      y += lineHeight;
    }
  }
  return sheet;
}

function writeHead(sheet: Canvas, y: number, text: string, colour: HeadLine['colour']): void {
  if (!colour) {
    sheet.write(text, gap, y);
    return;
  }
  for (let dy = 0; dy < glyphHeight; dy++) {
    for (let dx = 0; dx < glyphHeight; dx++) sheet.dot(gap + dx, y + dy, colour);
  }
  sheet.write(text, gap + lineHeight, y);
}
