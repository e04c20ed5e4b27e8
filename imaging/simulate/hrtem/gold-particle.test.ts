import test from 'ava';
import { randomAt } from '../../../random/random.js';
import { goldCellNm, goldParticle, particleShapes } from './gold-particle.js';
import { alongBeam, anyRotation, dot, type Vector } from './orientation.js';
import { thicknessAt, truncatedOctahedron, turned } from './solid.js';

const upright = alongBeam([0, 0, 1], 0);
const middle: Vector = [0, 0, 0];
const random = () => randomAt({ stream: 'test/gold', seed: 1 });
const volumeOf = (diameter: number) => (Math.PI * diameter ** 3) / 6;

function placesOf(particle: ReturnType<typeof goldParticle>): Vector[] {
  const places: Vector[] = [];
  particle.forEachAtom((place) => places.push(place));
  return places;
}

/** Sum of `value` over a fine mesh, times its area. */
function integral(reach: number, step: number, value: (x: number, y: number) => number): number {
  let sum = 0;
  for (let y = -reach; y <= reach; y += step) {
    for (let x = -reach; x <= reach; x += step) sum += value(x, y);
  }
  return sum * step ** 2;
}

test('every shape has the volume of the ball of its diameter, seen from anywhere', (t) => {
  const draw = random();
  for (const shape of particleShapes) {
    for (let i = 0; i < 3; i++) {
      const { parts, reach } = goldParticle(shape, 4, anyRotation(draw), middle);
      const volume = integral(reach, 0.02, (x, y) =>
        parts.reduce((sum, part) => sum + thicknessAt(part, x, y), 0),
      );
      t.true(Math.abs(volume / volumeOf(4) - 1) < 0.005, shape);
    }
  }
});

test('the shadow of a truncated octahedron is on average a quarter of its surface (Cauchy)', (t) => {
  const draw = random();
  const solid = truncatedOctahedron(4);
  const edge = solid.radius / Math.sqrt(2.5);
  const shadows = Array.from({ length: 150 }, () => {
    const body = turned(solid, anyRotation(draw));
    return integral(solid.radius, 0.05, (x, y) => Number(thicknessAt(body, x, y) > 0));
  });
  const average = shadows.reduce((a, b) => a + b) / shadows.length;
  t.true(Math.abs(average / (((6 + 12 * Math.sqrt(3)) * edge ** 2) / 4) - 1) < 0.01);
});

test('atoms are as dense as in gold, and none are nearer than neighbours are, also across a twin plane', (t) => {
  for (const shape of particleShapes) {
    const places = placesOf(goldParticle(shape, 3, upright, [0.3, 0.1, 0.7]));
    t.true(Math.abs(places.length / ((4 / goldCellNm ** 3) * volumeOf(3)) - 1) < 0.15, shape);
    const nearest = places.map((a) =>
      Math.min(
        ...places.filter((b) => b !== a).map((b) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])),
      ),
    );
    t.true(
      nearest.every((distance) => Math.abs(distance - goldCellNm / Math.SQRT2) < 1e-9),
      shape,
    );
  }
});

test('along a zone axis atoms lie in columns', (t) => {
  for (const [axis, spacing] of [
    [[0, 0, 1], goldCellNm / 2],
    [[1, -1, 0], goldCellNm * Math.sqrt(3 / 8)],
    [[1, 1, 1], goldCellNm / Math.sqrt(6)],
  ] as const) {
    const places = placesOf(goldParticle('sphere', 3, alongBeam(axis, 0.4), middle));
    const columns = new Map(
      places.map(([x, y]) => [`${x.toFixed(4)} ${y.toFixed(4)}`.replaceAll('-0.0000', '0.0000'), [x, y]]),
    );
    t.true(columns.size < places.length / 2);
    const central = [...columns.values()].map(([x, y]) => Math.hypot(x!, y!)).sort((a, b) => a - b);
    t.true(central[0]! < 1e-9 && Math.abs(central[1]! - spacing) < 1e-9);
  }
});

test('random orientations turn every direction alike', (t) => {
  const draw = random();
  const squares = [0, 0, 0];
  const turns = 3000;
  for (let i = 0; i < turns; i++) {
    const rotation = anyRotation(draw);
    for (const [axis, row] of rotation.entries()) {
      squares[axis]! += row[2] ** 2 / turns;
      t.true(Math.abs(dot(row, row) - 1) < 1e-12);
    }
  }
  t.true(squares.every((square) => Math.abs(square - 1 / 3) < 0.02));
});
