import type { Random } from '../../../random/random.js';
import { alongBeam, anyRotation, dot, type Rotation, rotated, type Vector } from './orientation.js';
import {
  ball,
  type ConvexSolid,
  contains,
  mirroredAtTwinPlane,
  truncatedOctahedron,
  turned,
  twinHalves,
  twinPlane,
} from './solid.js';

/** Edge of the face-centred cubic cell of gold. */
export const goldCellNm = 0.408;

export const particleShapes = ['sphere', 'truncated-octahedron', 'twinned'] as const;
export type ParticleShape = (typeof particleShapes)[number];

/** Crystal directions along the beam. The second lies in the twin plane, so that both halves show their columns. */
const zoneAxes = { '001': [0, 0, 1], '011': [1, -1, 0], '111': [1, 1, 1] } as const;
export type ZoneAxis = keyof typeof zoneAxes;
const axisNames = Object.keys(zoneAxes) as ZoneAxis[];

/** A crystal around the origin; lengths in nm, the beam along z. */
export interface GoldParticle {
  /** Its body, in one or two parts. */
  readonly parts: readonly ConvexSolid[];
  /** No part of it is farther away. */
  readonly reach: number;
  /** Calls `visit` with the place of each atom. */
  forEachAtom(visit: (place: Vector) => void): void;
}

export function drawOrientation(orientation: ZoneAxis | 'random' | 'mixed', random: Random): Rotation {
  // As many numbers are drawn whatever is asked for.
  const mixed = random.uniform() < 0.5 ? 'random' : axisNames[random.integer(axisNames.length)]!;
  const angle = random.between(0, 2 * Math.PI);
  const free = anyRotation(random);
  const chosen = orientation === 'mixed' ? mixed : orientation;
  return chosen === 'random' ? free : alongBeam(zoneAxes[chosen], angle);
}

/** `offset`: where the centre of the body lies in the cell of the crystal, as a fraction of the cell; not used by twins. */
export function goldParticle(
  shape: ParticleShape,
  diameterNm: number,
  rotation: Rotation,
  offset: Vector,
): GoldParticle {
  const whole = shape === 'sphere' ? ball(diameterNm) : truncatedOctahedron(diameterNm);
  const twinned = shape === 'twinned';
  const bodies = twinned ? twinHalves(whole) : [whole];
  const [first] = bodies;
  return {
    parts: bodies.map((body) => turned(body, rotation)),
    reach: whole.radius,
    forEachAtom(visit) {
      forEachSite(whole.radius, twinned ? [0, 0, 0] : offset, (site) => {
        if (!contains(first!, site)) return;
        visit(rotated(rotation, site));
        const inTwinPlane = Math.abs(dot(twinPlane, site)) < 1e-9;
        if (twinned && !inTwinPlane) visit(rotated(rotation, mirroredAtTwinPlane(site)));
      });
    },
  };
}

/** The sites i, j, k of half cell edges with even i + j + k, out to `reach` and somewhat farther. */
function forEachSite(reach: number, offset: Vector, visit: (site: Vector) => void): void {
  const half = goldCellNm / 2;
  const most = Math.ceil(reach / half) + 2;
  for (let i = -most; i <= most; i++) {
    for (let j = -most; j <= most; j++) {
      for (let k = -most + ((i + j + most) & 1); k <= most; k += 2) {
        visit([half * (i - 2 * offset[0]), half * (j - 2 * offset[1]), half * (k - 2 * offset[2])]);
      }
    }
  }
}
