import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultsOf } from '../engine/document/schema/fill-defaults.js';
import type { Pixels } from '../imaging/formats/npy.js';
import { encodePng } from '../imaging/formats/png.js';
import { percentileRange, pictureGrid } from '../imaging/picture-grid.js';
import { simulated } from '../imaging/simulate/simulated.js';
import { type Simulation, simulatedSide } from '../imaging/simulate/simulation.js';
import { simulate } from '../nodes/load/simulate-params.js';

/** The pictures of docs/simulators.md: images of each simulator above what is known of them. */
const pictures = {
  nanoparticles: { kind: 'nanoparticles', count: 4, size: 160 },
  'hrtem-nanoparticles': { kind: 'hrtem-nanoparticles', count: 4, size: 256, pixelSizeNm: 0.042 },
  'adf-stem-lattice': {
    kind: 'adf-stem-lattice',
    count: 6,
    size: 160,
    pixelSizeNm: 0.016,
    lattices: ['square', 'hexagonal', 'dumbbell', 'fcc-001', 'fcc-011', 'fcc-111'],
  },
  membranes: { kind: 'membranes', count: 4, size: 256, classes: 'membranes-and-mitochondria' },
} as const;

const folder = join(import.meta.dirname, '../docs/images');
const withDefaults = defaultsOf(simulate);
/** Share of the darkest and of the brightest pixels that are cut off. */
const cutOff = 0.002;

/** From black to white, whatever the values are. */
function shown(pixels: Pixels, share: number): Float32Array {
  const values = Float32Array.from(pixels);
  const { black, white } = percentileRange(values, share);
  return values.map((value) => (value - black) / (white - black || 1));
}

async function draw(simulation: Simulation): Promise<Buffer> {
  const source = simulated(simulation);
  const indices = Array.from({ length: simulation.count }, (_, index) => index);
  const { masks, targets } = source;
  const rows = [
    await Promise.all(indices.map(async (index) => shown((await source.image(index)).pixels, cutOff))),
    targets && (await Promise.all(indices.map(async (index) => shown(await targets.target(index), 0)))),
    masks && (await Promise.all(indices.map(async (index) => shown(await masks.mask(index), 0)))),
  ];
  const side = simulatedSide(simulation);
  const grid = rows.flatMap((images) => (images ? [{ images, range: { black: 0, white: 1 } }] : []));
  return encodePng(pictureGrid(grid, side, side));
}

await mkdir(folder, { recursive: true });
for (const [name, settings] of Object.entries(pictures)) {
  const simulation = withDefaults(JSON.parse(JSON.stringify(settings))) as unknown as Simulation;
  await writeFile(join(folder, `simulators-${name}.png`), await draw(simulation));
}
