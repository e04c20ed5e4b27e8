import type { PixelSize } from '../../../imaging/formats/image-file.js';
import type { ImageSetSummary, Origins } from './summary.js';
import { textHistogram } from './text-histogram.js';

/** A name and what there is to say of it. */
export type NamedLine = readonly [name: string, text: string];

/** An image set in words, for people. `part` is the name of the output that it is. */
export function summaryLines(
  summary: ImageSetSummary,
  part: string,
  style: 'blocks' | 'letters',
): readonly NamedLine[] {
  const { images, height, width, dtype, pixelSize, firstName, lastName, duplicates } = summary;
  const { intensities, classes, labels, points, targets, split, lookedAt } = summary;
  const sample = lookedAt < images ? `  (from ${numberText(lookedAt)} of ${numberText(images)} images)` : '';
  const lines: (NamedLine | undefined)[] = [
    [
      'images',
      `${numberText(images)} of ${width} × ${height} pixels, ${dtype}${pixelSize ? `, ${pixelSizeText(pixelSize)}` : ''}`,
    ],
    split && ['split', splitText(summary, split, part)],
    ['from', originText(summary.origins)],
    ['names', images === 1 ? firstName : `${firstName} … ${lastName}`],
    duplicates > 0 ? ['duplicates', `${numberText(duplicates)} show the same pixels as another`] : undefined,
    [
      'intensities',
      `${short(intensities.minimum)} … ${short(intensities.maximum)}, mean ${short(intensities.mean)} ± ${short(intensities.std)}${sample}`,
    ],
    ['', `|${textHistogram(intensities.histogram, style)}|`],
    ['normalization', normalizationText(summary)],
    ...(classes ?? []).map(({ name, share, images: showing }, number): NamedLine => {
      const where = `in ${numberText(showing)} of ${numberText(lookedAt)} images`;
      return [number === 0 ? 'classes' : '', `${name}: ${percent(share)} of the pixels, ${where}`];
    }),
    ...(labels ?? []).map((label, number): NamedLine => {
      return [number === 0 ? 'labels' : '', `${label.name}: ${counted(label.images, 'image')}`];
    }),
    points && [
      'points',
      `${numberText(points.total)}, from ${numberText(points.fewest)} to ${numberText(points.most)} an image`,
    ],
    targets && ['targets', 'an image for each'],
  ];
  return lines.filter((line) => line !== undefined);
}

/** 50,000 */
export function numberText(value: number): string {
  return value.toLocaleString('en-US');
}

function short(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0 && share < 0.001 ? 3 : 1)} %`;
}

function pixelSizeText({ x, y, unit }: PixelSize): string {
  return x === y ? `${short(x)} ${unit} a pixel` : `${short(x)} × ${short(y)} ${unit} a pixel`;
}

function originText({ files, images, tiles, copies }: Origins): string {
  if (files === 0) return 'a simulator';
  return [
    images === undefined
      ? counted(files, 'file')
      : `${counted(images, 'image')} in ${counted(files, 'file')}`,
    ...(tiles === undefined ? [] : [counted(tiles, 'tile')]),
    ...(copies === undefined ? [] : [`${numberText(copies)} turned or mirrored copies`]),
  ].join(', ');
}

function counted(count: number, what: string): string {
  return `${numberText(count)} ${what}${count === 1 ? '' : 's'}`;
}

function splitText({ images }: ImageSetSummary, split: NonNullable<ImageSetSummary['split']>, part: string) {
  const others = Object.entries(split).map(([name, sibling]) => {
    const shared = sibling.shared > 0 ? ` (${numberText(sibling.shared)} of the images are there, too)` : '';
    return `${name} ${numberText(sibling.images)}${shared}`;
  });
  return `${part} ${numberText(images)}; beside it ${others.join(', ')}`;
}

function normalizationText({ normalization, contrast, dtype }: ImageSetSummary): string {
  return `${rangeText(normalization, dtype)}${contrast === 'invert' ? '; dark made bright' : ''}`;
}

function rangeText(normalization: ImageSetSummary['normalization'], dtype: ImageSetSummary['dtype']): string {
  if (typeof normalization === 'object') {
    return `unit, minus ${short(normalization.mean)}, over ${short(normalization.std)}`;
  }
  switch (normalization) {
    case 'unit':
      return dtype === 'float32' ? 'unit: floats stay as they are' : `unit: all of ${dtype} becomes 0 to 1`;
    case 'symmetric':
      return 'symmetric: what is 0 to 1 in unit becomes −1 to 1';
    case 'zscore':
      return 'zscore: each image minus its mean, over its standard deviation';
  }
}
