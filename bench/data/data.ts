import type { Figure } from '../figure.js';

/** What every generator of figures in this folder is given: `xFigures(options: DataOptions): AsyncGenerator<Figure>`. */
export interface DataOptions {
  /** Less of everything: to see that it works. */
  readonly quick: boolean;
  /** Only figures whose names contain this, where a generator can leave others out. */
  readonly only?: string;
}

/** Parts of the data benchmark. Each is loaded only when it is its turn, so that none weighs on the memory of another. */
const parts: Readonly<Record<string, () => Promise<(options: DataOptions) => AsyncGenerator<Figure>>>> = {
  reading: async () => (await import('./reading.js')).readingFigures,
  packing: async () => (await import('./packing.js')).packingFigures,
  augmentation: async () => (await import('./augmentation.js')).augmentationFigures,
  waiting: async () => (await import('./waiting.js')).waitingFigures,
};

/** All parts one after the other, or only that with whose name `only` begins: `reading`, or `reading HDF5` for less of it. */
export async function* dataFigures({ quick, only = '' }: DataOptions): AsyncGenerator<Figure> {
  const [asked = ''] = only.split(' ');
  if (asked !== '' && !Object.hasOwn(parts, asked)) {
    throw new Error(`--only begins with one of ${Object.keys(parts).join(', ')}`);
  }
  for (const [part, load] of Object.entries(parts)) {
    if (asked !== '' && part !== asked) continue;
    const figures = await load();
    yield* figures({ quick, only: only === part ? '' : only });
  }
}
