import test from 'ava';
import { AtomGrid } from './atom-grid.js';
import { interactionConstant } from './electron.js';
import { carbon, gold, projectedPotential } from './scattering-factor.js';
import { phaseShift } from './wave-image.js';

const side = 64;
const pixelNm = 0.02;
function phaseOf(x: number, y: number): Float64Array {
  const grid = new AtomGrid(side);
  grid.add(x, y);
  return phaseShift([{ element: gold, counts: grid.counts }], side, pixelNm, 300);
}

test('gold has the mean inner potential that its scattering factor gives, some 30 V', (t) => {
  const volts = (4 * projectedPotential(gold, 0)) / 0.408 ** 3;
  t.true(volts > 28 && volts < 31);
});

test('light atoms scatter less than heavy ones, and all of them less to high angles', (t) => {
  for (const q of [0, 2, 5, 10, 20]) t.true(projectedPotential(carbon, q) < projectedPotential(gold, q));
  t.true(projectedPotential(gold, 10) < 0.5 * projectedPotential(gold, 0));
});

test('an atom shifts the phase by as much wherever it lies between pixels, most at its place', (t) => {
  for (const [x, y] of [
    [20, 30],
    [20.5, 30.25],
    [0.2, 63.9],
  ] as const) {
    const phase = phaseOf(x, y);
    const sum = phase.reduce((total, value) => total + value, 0) * pixelNm ** 2;
    t.true(Math.abs(sum / (interactionConstant(300) * projectedPotential(gold, 0)) - 1) < 1e-9);
    const top = phase.indexOf(Math.max(...phase));
    const apart = (a: number, b: number) => Math.min(Math.abs(a - b), side - Math.abs(a - b));
    t.true(apart(top % side, x) <= 0.5 && apart(Math.floor(top / side), y) <= 0.5);
  }
});

test('an atom moved by half a pixel and back is the same as one that lies there', (t) => {
  const [left, right] = [phaseOf(20, 30), phaseOf(21, 30)];
  const shifted = Float64Array.from(left, (_, at) => left[at - 1] ?? 0);
  const [from, to] = [30 * side + 10, 30 * side + 40];
  for (let at = from; at < to; at++) t.true(Math.abs(shifted[at]! - right[at]!) < 1e-9);
  // Between pixels the deposit differs, yet the potential is that of the same round atom.
  const between = phaseOf(20.5, 30);
  t.true(Math.abs(between[30 * side + 20]! - between[30 * side + 21]!) < 1e-9);
  t.true(Math.abs(phaseOf(20, 30.5)[30 * side + 20]! - between[30 * side + 20]!) < 1e-9);
});

test('the grid counts each atom once, also over its border', (t) => {
  const grid = new AtomGrid(side);
  for (const place of [0, 0.3, 31.99, 63.7, -5, 70]) grid.add(place, -place);
  t.true(Math.abs(grid.counts.reduce((a, b) => a + b) - 6) < 1e-9);
});
