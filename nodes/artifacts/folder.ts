import { createHash } from 'node:crypto';
import type { InputArtifact, InputFile, OutputArtifact } from '../run-context.js';

/** What `index.json` of a folder says of one file. */
export interface FolderFile {
  /** Path in the folder, with `/`. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Address that it was fetched from; that of the archive where it was in one. */
  readonly origin: string;
}

/** `index.json` of a folder. */
export interface FolderIndex {
  /** Sorted by name. */
  readonly files: readonly FolderFile[];
}

/** Writes a folder artifact file by file, in any order. Names must be different, and paths that lead nowhere else. */
export class FolderWriter {
  readonly #output: OutputArtifact;
  readonly #files: FolderFile[] = [];

  constructor(output: OutputArtifact) {
    this.#output = output;
  }

  async add(
    name: string,
    origin: string,
    content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<void> {
    const hash = createHash('sha256');
    let sizeBytes = 0;
    async function* noted() {
      for await (const piece of content) {
        hash.update(piece);
        sizeBytes += piece.length;
        yield piece;
      }
    }
    await this.#output.write(pathOf(name), noted());
    this.#files.push({ name, sizeBytes, sha256: hash.digest('hex'), origin });
  }

  /** Writes the index, and returns it. */
  async finish(): Promise<FolderIndex> {
    const index: FolderIndex = { files: this.#files.sort((a, b) => (a.name < b.name ? -1 : 1)) };
    const lines = index.files.map((file) => `  ${JSON.stringify(file)}`);
    await this.#output.write('index.json', `{ "files": [\n${lines.join(',\n')}\n] }\n`);
    return index;
  }
}

/** The files of a folder artifact as if a param had named the folder: sorted by name. */
export async function readFolder(artifact: InputArtifact): Promise<readonly InputFile[]> {
  const { files } = await artifact.json<FolderIndex>('index.json');
  return files.map(({ name, sha256 }) => ({ name, sha256, path: artifact.path(pathOf(name)) }));
}

/** Apart from the index, which a file of the folder may be called, too. */
function pathOf(name: string): string {
  return `files/${name}`;
}
