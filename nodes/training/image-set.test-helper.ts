import { bytesOf, npyHeader } from '../../imaging/formats/npy.js';
import type { Intensities } from '../../imaging/image-set.js';
import { randomAt } from '../../random/random.js';
import type { ImageSetIndex } from '../artifacts/image-set.js';
import type { InputArtifact } from '../run-context.js';
import { artifactFromFiles } from '../test-node.js';

/** Grey images with one bright disc each, and the disc's mask where labelled: easy to learn. */
export function discImages(request: {
  readonly count: number;
  readonly side: number;
  readonly seed?: number;
  readonly labelled?: boolean;
  readonly intensities?: Intensities;
}): Promise<InputArtifact> {
  const { count, side, seed = 0, labelled = true } = request;
  const { normalization, contrast } = request.intensities ?? { normalization: 'unit', contrast: 'keep' };
  const images = new Float32Array(count * side * side);
  const masks = new Uint8Array(images.length);
  for (let index = 0; index < count; index++) {
    const random = randomAt({ stream: 'test/discs', seed, step: index });
    const [x, y] = [random.between(0, side), random.between(0, side)];
    const radius = random.between(side / 5, side / 3);
    for (let at = 0; at < side * side; at++) {
      const inside = Math.hypot((at % side) - x, Math.floor(at / side) - y) < radius;
      masks[index * side * side + at] = inside ? 1 : 0;
      images[index * side * side + at] = (inside ? 0.8 : 0.2) + 0.1 * random.normal();
    }
  }
  const index: ImageSetIndex = {
    count,
    height: side,
    width: side,
    normalization,
    contrast,
    images: Array.from({ length: count }, (_, i) => ({ name: `disc-${i}`, mean: 0, std: 1 })),
  };
  return artifactFromFiles('image-set', {
    'images.npy': Buffer.concat([npyHeader('float32', [count, side, side, 1]), bytesOf(images)]),
    ...(labelled && { 'masks.npy': Buffer.concat([npyHeader('uint8', [count, side, side]), masks]) }),
    'index.json': JSON.stringify(index),
  });
}

/** The content of every file of an artifact, by name. */
export async function contents(artifact: InputArtifact): Promise<Record<string, string>> {
  const files = await Promise.all(
    artifact.fileNames.map(async (name) => [name, (await artifact.read(name)).toString('base64')] as const),
  );
  return Object.fromEntries(files);
}

/** The objects of a JSON Lines file. */
export async function lines<T>(artifact: InputArtifact, name: string): Promise<T[]> {
  const text = (await artifact.read(name)).toString();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

/** The numbers of each line to three decimals, which are the same on every processor. */
export function rounded(history: readonly Readonly<Record<string, number>>[]): Record<string, number>[] {
  return history.map((line) =>
    Object.fromEntries(Object.entries(line).map(([name, value]) => [name, Number(value.toFixed(3))])),
  );
}
