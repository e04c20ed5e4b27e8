import type { Random } from '../../random/random.js';

/** A particle seen from above; lengths in pixels. */
export interface Particle {
  readonly x: number;
  readonly y: number;
  /** Of the circle, or of the circle that the corners lie on. */
  readonly radius: number;
  /** Unit normals of the facets and their distances from the centre; none for a round particle. */
  readonly facets: readonly { readonly nx: number; readonly ny: number; readonly distance: number }[];
  /** How strongly it scatters, relative to the others: orientations differ. */
  readonly strength: number;
}

/** A particle whose centre lies in an image of `size` × `size` pixels. */
export function drawParticle(
  size: number,
  radius: readonly [number, number],
  faceted: boolean,
  random: Random,
): Particle {
  const x = random.between(0, size);
  const y = random.between(0, size);
  const drawnRadius = random.between(...radius);
  const strength = random.between(0.7, 1);
  const facets = faceted ? drawFacets(drawnRadius, random) : [];
  return { x, y, radius: drawnRadius, facets, strength };
}

/** A triangle to hexagon in any direction, whose facets are not quite equally far from the centre. */
function drawFacets(radius: number, random: Random): Particle['facets'] {
  const count = 3 + random.integer(4);
  const turn = random.between(0, 2 * Math.PI);
  const inner = radius * Math.cos(Math.PI / count);
  return Array.from({ length: count }, (_, i) => {
    const angle = turn + (2 * Math.PI * i) / count;
    return { nx: Math.cos(angle), ny: Math.sin(angle), distance: inner * random.between(0.8, 1) };
  });
}

/**
 * Thickness at a point, from 0 outside to 1 at the thickest: a hemisphere on a rim for a round particle, a plateau
 * with bevelled facets for the others. Inside it is at least 0.4, so that the outline shows.
 */
export function thicknessAt(particle: Particle, x: number, y: number): number {
  const dx = x - particle.x;
  const dy = y - particle.y;
  const squared = (dx * dx + dy * dy) / particle.radius ** 2;
  if (squared >= 1) return 0;
  if (particle.facets.length === 0) return 0.4 + 0.6 * Math.sqrt(1 - squared);
  let depth = Number.POSITIVE_INFINITY;
  for (const { nx, ny, distance } of particle.facets) {
    depth = Math.min(depth, distance - nx * dx - ny * dy);
  }
  return depth <= 0 ? 0 : 0.4 + 0.6 * Math.min(1, depth / (0.3 * particle.radius));
}
