import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pythonWith } from '../python-environment.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What is read of each of some images: the square at (x, y). */
export interface Square {
  readonly count: number;
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

export interface ReadingTime {
  /** For each image, opening included. */
  readonly ms: number;
  /** Of all values read. */
  readonly sum: number;
}

/** A process with NumPy, Pillow, tifffile, h5py and mrcfile in it. It uses no time while nothing is asked. */
export interface PythonReader {
  /** Writes images of `side`² pixels in all formats. */
  write(folder: string, count: number, side: number): Promise<void>;
  measure(folder: string, kind: string, square: Square): Promise<ReadingTime>;
  close(): void;
}

/** Starts it; its packages are installed into bench/.venv-data where they are missing. */
export function startPythonReader(): PythonReader {
  const python = pythonWith(here('requirements.txt'), here('../.venv-data'));
  const child = spawn(python, [here('reader.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  async function ask(request: object): Promise<unknown> {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error('Python ended; standard error says why');
    return JSON.parse(value);
  }
  return {
    write: async (folder, count, side) => {
      await ask({ do: 'write', folder, count, side });
    },
    measure: async (folder, kind, square) =>
      (await ask({ do: 'measure', folder, kind, ...square })) as ReadingTime,
    close: () => child.stdin.end(),
  };
}
