import type { Random } from '../../../random/random.js';
import { drawOrientation, type GoldParticle, goldParticle, particleShapes } from './gold-particle.js';
import type { HrtemSettings } from './simulate-hrtem.js';

export interface PlacedParticle {
  /** Centre in pixels; that of the first pixel is (0, 0). */
  readonly x: number;
  readonly y: number;
  readonly crystal: GoldParticle;
}

/** How often a place is looked for before a particle is left out. */
const mostTries = 50;

/** Particles that do not overlap on the periodic field. */
export function drawParticles(settings: HrtemSettings, random: Random): PlacedParticle[] {
  const { size, pixelSizeNm, particles, diameterNm, shape, orientation } = settings;
  const count = particles[0] + random.integer(particles[1] - particles[0] + 1);
  const placed: PlacedParticle[] = [];
  for (let drawn = 0; drawn < count; drawn++) {
    const diameter = random.between(...diameterNm);
    const anyShape = particleShapes[random.integer(particleShapes.length)]!;
    const rotation = drawOrientation(orientation, random);
    const offset = [random.uniform(), random.uniform(), random.uniform()] as const;
    const crystal = goldParticle(shape === 'mixed' ? anyShape : shape, diameter, rotation, offset);
    for (let tried = 0; tried < mostTries; tried++) {
      const [x, y] = [random.between(0, size), random.between(0, size)];
      const free = placed.every((other) => {
        const distance = Math.hypot(aroundField(x - other.x, size), aroundField(y - other.y, size));
        return distance * pixelSizeNm > crystal.reach + other.crystal.reach;
      });
      if (!free) continue;
      placed.push({ x, y, crystal });
      break;
    }
  }
  return placed;
}

/** The shorter way between two places that are `difference` pixels apart. */
function aroundField(difference: number, size: number): number {
  const apart = Math.abs(difference);
  return Math.min(apart, size - apart);
}
