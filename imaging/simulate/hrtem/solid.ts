import { dot, type Rotation, rotated, scaled, unit, type Vector } from './orientation.js';

/** The part of a ball that lies behind all facets; centred on the origin, lengths in nm. */
export interface ConvexSolid {
  readonly radius: number;
  readonly facets: readonly Facet[];
}

/** The plane normal·r = distance; the solid lies where normal·r is less. */
interface Facet {
  /** Of length 1. */
  readonly normal: Vector;
  readonly distance: number;
}

/** Normal of the plane in which twins mirror each other. */
export const twinPlane = unit([1, 1, 1]);

export function ball(diameter: number): ConvexSolid {
  return { radius: diameter / 2, facets: [] };
}

/**
 * A truncated octahedron of {111} and {100} facets with equal edges, of the volume of a ball of that diameter. With edge
 * e its volume is 8√2·e³, its square faces are √2·e from the centre, its hexagons √1.5·e, its corners √2.5·e.
 */
export function truncatedOctahedron(diameter: number): ConvexSolid {
  const edge = diameter * Math.cbrt(Math.PI / (48 * Math.SQRT2));
  const facets: Facet[] = [];
  for (const sign of [1, -1]) {
    for (const axis of [0, 1, 2]) {
      const normal = [0, 1, 2].map((i) => (i === axis ? sign : 0)) as unknown as Vector;
      facets.push({ normal, distance: Math.SQRT2 * edge });
    }
    for (const y of [1, -1]) {
      for (const z of [1, -1]) {
        facets.push({ normal: unit([sign, y, z]), distance: Math.sqrt(1.5) * edge });
      }
    }
  }
  return { radius: Math.sqrt(2.5) * edge, facets };
}

/** The half below the twin plane, and its mirror image above. */
export function twinHalves({ radius, facets }: ConvexSolid): readonly [ConvexSolid, ConvexSolid] {
  const half = [...facets, { normal: twinPlane, distance: 0 }];
  const mirrored = half.map(({ normal, distance }) => ({ normal: mirroredAtTwinPlane(normal), distance }));
  return [
    { radius, facets: half },
    { radius, facets: mirrored },
  ];
}

export function mirroredAtTwinPlane(a: Vector): Vector {
  const [x, y, z] = scaled(twinPlane, -2 * dot(twinPlane, a));
  return [a[0] + x, a[1] + y, a[2] + z];
}

/** Points on the surface belong to it. */
export function contains({ radius, facets }: ConvexSolid, point: Vector): boolean {
  // Atoms that lie in a plane in theory lie beside it by rounding.
  const tolerance = 1e-9;
  if (dot(point, point) > (radius + tolerance) ** 2) return false;
  return facets.every(({ normal, distance }) => dot(normal, point) <= distance + tolerance);
}

export function turned({ radius, facets }: ConvexSolid, rotation: Rotation): ConvexSolid {
  return {
    radius,
    facets: facets.map(({ normal, distance }) => ({ normal: rotated(rotation, normal), distance })),
  };
}

/** Length of the beam, which runs along z at (x, y), within the solid. */
export function thicknessAt({ radius, facets }: ConvexSolid, x: number, y: number): number {
  const squared = radius ** 2 - x * x - y * y;
  if (squared <= 0) return 0;
  let top = Math.sqrt(squared);
  let bottom = -top;
  for (const { normal, distance } of facets) {
    const beyond = distance - normal[0] * x - normal[1] * y;
    if (Math.abs(normal[2]) < 1e-12) {
      if (beyond <= 0) return 0;
    } else if (normal[2] > 0) top = Math.min(top, beyond / normal[2]);
    else bottom = Math.max(bottom, beyond / normal[2]);
  }
  return Math.max(0, top - bottom);
}
