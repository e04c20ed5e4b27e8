import type { Problem } from '../define-node.js';

/** Of a square, something must be left between its rims. */
export function check(params: { tile?: { side: number; overlap?: number } }): Problem[] {
  const { side = 0, overlap = 0 } = params.tile ?? {};
  if (overlap === 0 || overlap < side / 2) return [];
  return [
    {
      path: ['tile', 'overlap'],
      message: `an overlap of ${overlap} pixels leaves nothing of a tile of ${side} pixels`,
      hint: `lower overlap below ${side / 2}, or raise side`,
    },
  ];
}
