import test from 'ava';
import type { Simulation } from './simulation.js';
import { simulationProblems } from './simulation-problems.js';

const hrtem = { kind: 'hrtem-nanoparticles', size: 128, pixelSizeNm: 0.04, diameterNm: [3, 4] } as const;
const stem = { kind: 'adf-stem-lattice', size: 128, pixelSizeNm: 0.02, truths: ['position'] } as const;
const cells = { kind: 'membranes', size: 128, pixelSizeNm: 4, cellNm: 160, membraneNm: 28 } as const;
/** What is said of settings of which only these matter. */
const said = (settings: { readonly kind: Simulation['kind']; readonly [setting: string]: unknown }) =>
  simulationProblems(settings as unknown as Simulation).map(
    ({ setting, message }) => `${setting}: ${message}`,
  );

test('settings that go together are no problem', (t) => {
  for (const settings of [hrtem, stem, cells]) t.deepEqual(said(settings), []);
});

test('a range begins with its lower end, whatever the kind', (t) => {
  t.deepEqual(said({ ...hrtem, dose: [400, 200] }), ['dose: 400 to 200 is no range']);
  t.deepEqual(said({ ...stem, probeNm: [0.1, 0.05], background: [1, 0] }), [
    'probeNm: 0.1 to 0.05 is no range',
    'background: 1 to 0 is no range',
  ]);
});

test('the largest particle fits into the field', (t) => {
  t.deepEqual(said({ ...hrtem, diameterNm: [3, 5] }), [
    'diameterNm: a particle of 5 nm does not fit into an image of 5.12 nm',
  ]);
});

test('an image has one mask and one target', (t) => {
  t.deepEqual(said({ ...stem, truths: ['noNoise', 'circularMask', 'gaussianMask', 'smallcircularMask'] }), [
    'truths: circularMask and smallcircularMask exclude each other',
    'truths: noNoise and gaussianMask exclude each other',
  ]);
});

test('fields with too many columns or cells are refused before they take all memory', (t) => {
  t.deepEqual(said({ ...stem, size: 4096, pixelSizeNm: 0.1 }), [
    'pixelSizeNm: a scan of 410 nm has too many columns; 200 nm are the most',
  ]);
  t.deepEqual(said({ ...cells, size: 4096 }), [
    'cellNm: an image of 16400 nm has too many cells of 160 nm; 64 across are the most',
  ]);
  t.deepEqual(said({ ...cells, membraneNm: 160 }), [
    'membraneNm: walls of 160 nm leave no room in cells of 160 nm',
  ]);
});
