import type { Random } from '../../../random/random.js';

/** In nm. */
export interface Circle {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Number of the cell that it belongs to. */
  readonly cell: number;
}

/** Standard deviation of the logarithm of the radii, and how many medians the largest is. */
const spread = 0.6;
const largest = 3.5;
/** For how many places a circle is tried before it is left out. */
const mostTries = 30;
/** Share of the circles that belong to the cell of the nearest one, which so becomes long or branched. */
const joined = 0.25;

/**
 * Circles that do not overlap, in and around a square field: as many as would fill it, of log-normal radii, the largest
 * placed first.
 */
export function packCircles(field: number, cellNm: number, random: Random): Circle[] {
  const [from, to] = [-cellNm, field + cellNm];
  const meanArea = Math.PI * (cellNm / 2) ** 2 * Math.exp(2 * spread ** 2);
  const count = Math.max(4, Math.ceil((to - from) ** 2 / meanArea));
  const radii = Array.from(
    { length: count },
    () => (cellNm / 2) * Math.min(largest, Math.exp(spread * random.normal())),
  );
  const circles: Circle[] = [];
  for (const radius of radii.sort((a, b) => b - a)) {
    for (let tried = 0; tried < mostTries; tried++) {
      const [x, y] = [random.between(from, to), random.between(from, to)];
      if (circles.some((other) => edgesApart(other, x, y, radius) < 0)) continue;
      const neighbour = random.uniform() < joined ? nearestTo(circles, x, y, radius) : undefined;
      circles.push({ x, y, radius, cell: neighbour?.cell ?? circles.length });
      break;
    }
  }
  return circles;
}

const edgesApart = (other: Circle, x: number, y: number, radius: number) =>
  Math.hypot(other.x - x, other.y - y) - other.radius - radius;

function nearestTo(circles: readonly Circle[], x: number, y: number, radius: number): Circle | undefined {
  let best: Circle | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const circle of circles) {
    const apart = edgesApart(circle, x, y, radius);
    if (apart >= least) continue;
    best = circle;
    least = apart;
  }
  return best;
}
