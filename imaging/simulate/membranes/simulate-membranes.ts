import { type Random, randomAt } from '../../../random/random.js';
import { gaussianBlur } from '../../augment/gaussian-blur.js';
import type { ImageSource } from '../../image-source.js';
import { numberedNames } from '../numbered-names.js';
import { poisson } from '../poisson.js';
import { smoothField } from '../smooth-field.js';
import { speckle } from '../speckle.js';
import { type CellMap, drawCells } from './cells.js';
import { drawMitochondria, drawVesicles } from './organelles.js';
import { markMitochondria, paintMitochondria, paintVesicles } from './paint-organelles.js';

/** A stained section of tissue. */
export interface MembraneSettings {
  readonly count: number;
  /** Side of the square images, in pixels. */
  readonly size: number;
  readonly pixelSizeNm: number;
  readonly seed: number;
  readonly classes: 'membranes' | 'membranes-and-mitochondria';
  /** Median extent of a cell. */
  readonly cellNm: number;
  /** Width of the wall between two cells. */
  readonly membraneNm: number;
  /** Thickness of the section. */
  readonly sectionNm: number;
  /** Tried in each µm². */
  readonly mitochondria: number;
  readonly mitochondriaNm: readonly [smallest: number, largest: number];
  /** In each µm². */
  readonly vesicles: number;
  /** By how much a membrane is darker than the cytoplasm, as a fraction. */
  readonly contrast: number;
  /** Standard deviation of the grain of the cytoplasm, as a fraction. */
  readonly texture: number;
  /** Electrons that a pixel of the cytoplasm counts. */
  readonly dose: number;
}

/** Grey value of the cytoplasm in the 8-bit images. */
const cytoplasmGrey = 160;
/** Standard deviation of the microscope's blur, in nm. */
const blurNm = 3;
/** Fine and coarse grain of the cytoplasm: lengths in nm, and shares of the variance. */
const grains = [
  { length: 4, share: 0.7 },
  { length: 12, share: 0.3 },
] as const;
/** How steep walls stand in the section: the largest tangent of the angle between them and the beam. */
const steepest = 1.5;

/**
 * uint8 images. Masks show the pixels that are at most half of `membraneNm` from the middle of a wall halfway through
 * the section, and those of mitochondria.
 */
export function simulateMembranes(settings: MembraneSettings): ImageSource {
  const { count, size, pixelSizeNm, classes } = settings;
  const mitochondria = classes === 'membranes-and-mitochondria';
  return {
    names: numberedNames('membranes', count),
    height: size,
    width: size,
    dtype: 'uint8',
    pixelSize: { x: pixelSizeNm, y: pixelSizeNm, unit: 'nm' },
    origin: () => ({}),
    image: async (index) => ({ pixels: drawImage(settings, index) }),
    masks: {
      classes: ['background', 'membrane', ...(mitochondria ? ['mitochondrion'] : [])],
      mask: async (index) => drawMask(settings, index, mitochondria),
    },
  };
}

/** Each part has a stream of its own, so that one setting does not change what the others draw. */
function streamOf(
  { seed }: MembraneSettings,
  part: 'cells' | 'mitochondria' | 'vesicles' | 'levels' | 'grain' | 'tilt' | 'counts',
  index: number,
): Random {
  return randomAt({ stream: `membranes/${part}`, seed, step: index });
}

const cellsOf = (settings: MembraneSettings, index: number) =>
  drawCells(settings.size, settings.pixelSizeNm, settings.cellNm, streamOf(settings, 'cells', index));

const mitochondriaOf = (map: CellMap, settings: MembraneSettings, index: number) =>
  drawMitochondria(map, settings, streamOf(settings, 'mitochondria', index));

function drawMask(settings: MembraneSettings, index: number, mitochondria: boolean): Uint8Array {
  const map = cellsOf(settings, index);
  const mask = Uint8Array.from(map.wallNm, (distance) => Number(distance <= settings.membraneNm / 2));
  if (mitochondria) markMitochondria(mask, 2, mitochondriaOf(map, settings, index), map, settings);
  return mask;
}

function drawImage(settings: MembraneSettings, index: number): Uint8Array {
  const { size, pixelSizeNm, dose } = settings;
  const map = cellsOf(settings, index);
  const image = drawCytoplasm(map, settings, index);
  paintVesicles(image, drawVesicles(map, settings, streamOf(settings, 'vesicles', index)), map, settings);
  paintMitochondria(image, mitochondriaOf(map, settings, index), map, settings);
  paintWalls(image, map, settings, streamOf(settings, 'tilt', index));
  gaussianBlur(image, size, size, blurNm / pixelSizeNm);
  const counts = streamOf(settings, 'counts', index);
  return Uint8Array.from(image, (level) =>
    Math.min(255, Math.round((cytoplasmGrey * poisson(dose * level, counts)) / dose)),
  );
}

/** Around 1; some cells are darker, and grainier. */
function drawCytoplasm({ cells }: CellMap, settings: MembraneSettings, index: number): Float32Array {
  const { size, pixelSizeNm, texture } = settings;
  const random = streamOf(settings, 'levels', index);
  const levels = Array.from({ length: Math.max(...new Set(cells)) + 1 }, () => {
    const [dark, level] = [random.uniform() < 0.08, random.normal()];
    return dark ? 0.7 : 1 + 0.05 * level;
  });
  const grain = streamOf(settings, 'grain', index);
  const fields = grains.map(({ length, share }) => ({
    field: speckle(size, length / pixelSizeNm, grain),
    amplitude: texture * Math.sqrt(share),
  }));
  return Float32Array.from(cells, (cell, at) => {
    const level = levels[cell]!;
    let change = 0;
    for (const { field, amplitude } of fields) change += amplitude * field[at]!;
    return Math.max(0, level + change);
  });
}

/**
 * Darkens the walls. One that stands obliquely runs through the section from one place to another, so that each pixel
 * sees it in a part of the thickness only.
 */
function paintWalls(
  image: Float32Array,
  { wallNm }: CellMap,
  settings: MembraneSettings,
  random: Random,
): void {
  const { size, pixelSizeNm, cellNm, membraneNm, sectionNm, contrast } = settings;
  const tilt = smoothField(size, size, (2 * cellNm) / pixelSizeNm, random);
  for (let i = 0; i < image.length; i++) {
    const smear = Math.max(1e-6, sectionNm * steepest * tilt[i]! ** 3);
    const from = Math.max(-membraneNm / 2, wallNm[i]! - smear / 2);
    const to = Math.min(membraneNm / 2, wallNm[i]! + smear / 2);
    image[i]! *= 1 - (contrast * Math.max(0, to - from)) / smear;
  }
}
