import { receptiveField } from '../../learn/networks/layers/receptive-field.js';
import type { Network } from '../../learn/networks/network.js';
import { headOf } from '../../learn/tasks/head.js';
import type { Task } from '../../learn/tasks/task-schema.js';
import { NodeError } from '../node-error.js';
import type { Tile } from '../training/tiles.js';

/** Larger images are tiled: the features of a whole one would take gigabytes. */
const mostPixelsAtOnce = 2 ** 22;
const usualSide = 1024;
/** More would make a tile of 1024 pixels mostly rim; the published U-Nets need 22 to 212. */
const mostOverlap = 256;

/** How images go through the network; undefined for whole. Throws a NodeError where they cannot be tiled and should. */
export function chooseTile(
  wanted: { readonly side: number; readonly overlap?: number } | undefined,
  image: { readonly height: number; readonly width: number },
  network: Network,
  task: Task,
): Tile | undefined {
  const pooling = headOf(task).pooling;
  if (wanted && pooling !== 'none') {
    throw new NodeError(
      'bad-input',
      `the task pools its predictions over the image (${pooling}), which cannot be done tile by tile`,
      'leave tile out',
    );
  }
  const isLarge = image.height * image.width > mostPixelsAtOnce && pooling === 'none';
  if (!wanted && !isLarge) return undefined;
  const half = Math.ceil(receptiveField(network.layers) / 2);
  return { side: wanted?.side ?? usualSide, overlap: wanted?.overlap ?? Math.min(half, mostOverlap) };
}
