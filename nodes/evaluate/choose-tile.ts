import { receptiveField } from '../../learn/networks/layers/receptive-field.js';
import type { Network } from '../../learn/networks/network.js';
import { headOf } from '../../learn/tasks/head.js';
import type { Task } from '../../learn/tasks/task-schema.js';
import { NodeError } from '../node-error.js';
import type { RunContext } from '../run-context.js';
import { checkWholeImages } from '../training/check-images.js';
import { mostPixelsOfImage, pixelsAtOnce } from '../training/forward-memory.js';
import { executedTile, type Tile } from '../training/tiles.js';

const usualSide = 1024;
const usualOverlap = 256;

export interface TileRequest {
  readonly wanted: { readonly side: number; readonly overlap?: number } | undefined;
  readonly image: { readonly height: number; readonly width: number };
  readonly network: Network;
  readonly task: Task;
}

/**
 * How images go through the network; undefined for whole. Logs what is chosen, and warns where tiles do not give what
 * the whole image would. Throws a NodeError where images cannot be tiled and should.
 */
export function chooseTile(
  { wanted, image, network, task }: TileRequest,
  context: Pick<RunContext, 'log' | 'warn'>,
): Tile | undefined {
  const { height, width } = image;
  const { pooling } = headOf(task);
  if (pooling !== 'none') {
    if (!wanted) {
      checkWholeImages(image, 'data', network);
      return undefined;
    }
    throw new NodeError(
      'bad-input',
      `the task pools its predictions over the image (${pooling}), which cannot be done tile by tile`,
      'leave tile out',
    );
  }
  if (!wanted && height * width <= mostPixelsOfImage(network)) return undefined;
  const { stride } = network;
  const half = Math.ceil(receptiveField(network.layers) / 2);
  const side = wanted?.side ?? Math.min(usualSide, multipleBelow(Math.sqrt(pixelsAtOnce(network)), stride));
  const overlap = wanted?.overlap ?? Math.min(half, usualOverlap, multipleBelow(side / 4, stride));
  const tile = executedTile({ side, overlap }, stride);
  if (tile.side >= Math.max(height, width)) return undefined;
  context.log(
    `images of ${width} × ${height} go through the network in tiles of ${tile.side} pixels, of which a rim of ${tile.overlap} is not used`,
  );
  if (tile.overlap < half) {
    context.warn(
      `the rim of ${tile.overlap} pixels is less than half the network's receptive field (${half}): predictions near the edges of tiles differ from those of the whole image`,
    );
  }
  if (network.layers.some((layer) => layer.op === 'upsample' && layer.method === 'bilinear')) {
    context.warn(
      'the network enlarges features bilinearly from corner to corner, so tiles are predicted somewhat differently from the whole image, whatever their overlap',
    );
  }
  return tile;
}

function multipleBelow(length: number, stride: number): number {
  return Math.floor(length / stride) * stride;
}
