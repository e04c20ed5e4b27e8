import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { greyTiff } from '../../imaging/formats/tiff.test-helper.js';
import { type Random, randomAt } from '../../random/random.js';

/** As the patches of CEM500K are: Conrad & Narayan, eLife 10, e65894 (2021). */
const side = 224;
const patchesInFolder = 1000;
const textureSide = 1024;

/** Writes different grey patches with the look and the compressibility of cells, into a sub-folder for each thousand. */
export async function writePatches(folder: string, count: number, format: 'tiff' | 'png'): Promise<void> {
  const texture = cellTexture(randomAt({ stream: 'bench/cells', seed: 1 }));
  for (let first = 0; first < count; first += patchesInFolder) {
    const subfolder = join(folder, `volume-${String(first / patchesInFolder).padStart(3, '0')}`);
    await mkdir(subfolder, { recursive: true });
    const end = Math.min(first + patchesInFolder, count);
    for (let start = first; start < end; start += 8) {
      const indices = Array.from({ length: Math.min(8, end - start) }, (_, i) => start + i);
      await Promise.all(
        indices.map(async (index) => {
          const name = `volume-LOC-2d_${String(index).padStart(6, '0')}.${format}`;
          await writeFile(join(subfolder, name), await encoded(patch(texture, index), format));
        }),
      );
    }
  }
}

function encoded(pixels: Uint8Array, format: 'tiff' | 'png'): Buffer | Promise<Buffer> {
  if (format === 'tiff') return greyTiff(side, side, pixels);
  const raw = { width: side, height: side, channels: 1 } as const;
  return sharp(pixels, { raw }).toColourspace('b-w').png({ compressionLevel: 2 }).toBuffer();
}

/** A part of the texture with noise of its own, from a linear congruential generator: patches are many. */
function patch(texture: Uint8Array, index: number): Uint8Array {
  const random = randomAt({ stream: 'bench/patch', seed: 1, step: index });
  const [left, top] = [random.integer(textureSide - side), random.integer(textureSide - side)];
  const pixels = new Uint8Array(side * side);
  let state = random.integer(2 ** 32);
  for (let y = 0, at = 0; y < side; y++) {
    for (let x = 0; x < side; x++, at++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      pixels[at] = texture[(top + y) * textureSide + left + x]! + (state >>> 28);
    }
  }
  return pixels;
}

/** Waves of random directions and lengths: smooth, as images of embedded tissue are. */
function cellTexture(random: Random): Uint8Array {
  const waves = Array.from({ length: 24 }, () => {
    const angle = random.between(0, 2 * Math.PI);
    const frequency = (2 * Math.PI) / random.between(8, 200);
    return {
      x: frequency * Math.cos(angle),
      y: frequency * Math.sin(angle),
      phase: random.between(0, 2 * Math.PI),
    };
  });
  const texture = new Uint8Array(textureSide * textureSide);
  for (let at = 0; at < texture.length; at++) {
    const [x, y] = [at % textureSide, Math.floor(at / textureSide)];
    let sum = 0;
    for (const wave of waves) sum += Math.cos(wave.x * x + wave.y * y + wave.phase);
    texture[at] = Math.min(235, Math.max(0, 140 + 10 * sum));
  }
  return texture;
}
