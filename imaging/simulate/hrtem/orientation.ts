import type { Random } from '../../../random/random.js';

export type Vector = readonly [x: number, y: number, z: number];
/** Rows of a rotation matrix. */
export type Rotation = readonly [Vector, Vector, Vector];

export const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const scaled = (a: Vector, by: number): Vector => [a[0] * by, a[1] * by, a[2] * by];
export const unit = (a: Vector) => scaled(a, 1 / Math.sqrt(dot(a, a)));
export const rotated = ([x, y, z]: Rotation, a: Vector): Vector => [dot(x, a), dot(y, a), dot(z, a)];
const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/** Any rotation, all alike probable (Shoemake, Graphics Gems III, 1992). */
export function anyRotation(random: Random): Rotation {
  const u = random.uniform();
  const [a, b] = [random.between(0, 2 * Math.PI), random.between(0, 2 * Math.PI)];
  const x = Math.sqrt(1 - u) * Math.sin(a);
  const y = Math.sqrt(1 - u) * Math.cos(a);
  const z = Math.sqrt(u) * Math.sin(b);
  const w = Math.sqrt(u) * Math.cos(b);
  return [
    [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
    [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
    [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
  ];
}

/** A rotation that brings a direction to the beam, which is along z, and turns the rest by `angle` around it. */
export function alongBeam(direction: Vector, angle: number): Rotation {
  const z = unit(direction);
  const apart: Vector = Math.abs(z[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0];
  const across = unit(cross(apart, z));
  const other = cross(z, across);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const mix = (a: number, b: number): Vector => [
    a * across[0] + b * other[0],
    a * across[1] + b * other[1],
    a * across[2] + b * other[2],
  ];
  return [mix(cos, -sin), mix(sin, cos), z];
}
