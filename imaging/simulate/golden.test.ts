import test from 'ava';
import { digestOfPixels } from '../image-digest.js';
import { hrtemSettings, latticeSettings, membraneSettings } from './settings.test-helper.js';
import { simulated } from './simulated.js';
import { type Simulation, simulatedNames, simulatedSide, simulatesTargets } from './simulation.js';

const rich = {
  grains: [2, 2],
  vacancies: 0.05,
  substitutions: 0.05,
  strain: 0.02,
  driftNm: 0.1,
  jitterNm: 0.005,
  background: [0.2, 0.4],
} as const;
const simulations: readonly Simulation[] = [
  { kind: 'hrtem-nanoparticles', ...hrtemSettings, shape: 'mixed', orientation: 'mixed', size: 64 },
  { kind: 'adf-stem-lattice', ...latticeSettings, ...rich, lattices: ['square', 'dumbbell'], size: 64 },
  { kind: 'membranes', ...membraneSettings, classes: 'membranes-and-mitochondria', size: 64 },
];

// Stored results depend on these pixels: when they change, the version of `load` must.
test('the simulators make these images', async (t) => {
  const digests = simulations.map(async (simulation) => {
    const source = simulated(simulation);
    const pixels = [(await source.image(1)).pixels, await source.masks!.mask(1)];
    if (source.targets) pixels.push(await source.targets.target(1));
    const points = source.points && (await source.points(1));
    return [...pixels.map((array) => digestOfPixels(array, source).slice(0, 8)), ...(points?.[3] ?? [])];
  });
  t.deepEqual(await Promise.all(digests), [
    ['08e9c2e3', 'f199918d'],
    ['dc6d67a4', 'b0c0890f', 'daccfb2c', 46.31348878458691, 4.908207137686318],
    ['3a821689', 'cfd80088'],
  ]);
});

test('what is known of a simulation beforehand is what comes of it', (t) => {
  const large = { ...latticeSettings, truths: ['noNoiseUpinterpolation2x'] } as const;
  for (const simulation of [...simulations, { kind: 'adf-stem-lattice', ...large } as const]) {
    const source = simulated(simulation);
    t.deepEqual(source.names, simulatedNames(simulation));
    t.is(source.names[2], `${simulation.kind}-00002`);
    t.deepEqual([source.width, source.height], Array(2).fill(simulatedSide(simulation)));
    t.is(source.targets !== undefined, simulatesTargets(simulation));
    t.deepEqual(source.origin(0), {});
  }
});
