import { byteLength, type Dtype } from '../../imaging/formats/npy.js';

/** Arrays are cut into files of at most so many bytes, their headers included; a larger image has a file of its own. */
export const maxShardBytes = 2 ** 30;

/** More than any header of an array of images needs. */
const headerBytes = 4096;

/** How many images of this size fit into a shard. */
export function imagesIn(shardBytes: number, dtype: Dtype, shape: readonly number[]): number {
  return Math.max(1, Math.floor((shardBytes - headerBytes) / byteLength(dtype, shape)));
}

export function shardCount(images: number, imagesPerShard: number): number {
  return Math.ceil(images / imagesPerShard);
}

/** `images-000.npy` */
export function shardName(name: string, number: number): string {
  return `${name}-${String(number).padStart(3, '0')}.npy`;
}
