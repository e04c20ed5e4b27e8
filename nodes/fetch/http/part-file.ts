import { createHash } from 'node:crypto';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the server said of the file whose beginning lies here, so that no end of another one is put behind it. */
export interface Origin {
  readonly etag?: string;
  readonly lastModified?: string;
  /** Of the whole file; undefined where the server does not say. */
  readonly totalBytes?: number;
}

/**
 * The beginning of a file, as far as it came, and beside it what it is the beginning of. The latter is written first:
 * a crash leaves no bytes that nothing is known of.
 */
export class PartFile {
  readonly path: string;
  readonly #notePath: string;
  #sizeBytes: number;
  #origin: Origin;
  /** From how many answers its bytes are. */
  #answers: number;

  private constructor(path: string, notePath: string, note: Note, sizeBytes: number) {
    this.path = path;
    this.#notePath = notePath;
    this.#sizeBytes = sizeBytes;
    this.#origin = note.origin;
    this.#answers = note.answers;
  }

  /** What an earlier try left in the folder of this address, or an empty file. */
  static async open(folder: string, address: string): Promise<PartFile> {
    const id = createHash('sha256').update(address).digest('hex').slice(0, 32);
    const path = join(folder, `${id}.part`);
    const notePath = join(folder, `${id}.json`);
    const [note, size] = await Promise.all([readNote(notePath), sizeOf(path)]);
    if (note !== undefined && size !== undefined) return new PartFile(path, notePath, note, size);
    const part = new PartFile(path, notePath, { origin: {}, answers: 0 }, 0);
    await part.discard();
    return part;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get origin(): Origin {
    return this.#origin;
  }

  get isWhole(): boolean {
    return this.#answers > 0 && this.#sizeBytes === this.#origin.totalBytes;
  }

  /** Whether its bytes are from several answers, of which one might be of another file. */
  get isPieced(): boolean {
    return this.#answers > 1;
  }

  /** Begins with nothing. */
  async discard(): Promise<void> {
    await rm(this.#notePath, { force: true });
    await writeFile(this.path, '');
    this.#sizeBytes = 0;
    this.#answers = 0;
    this.#origin = {};
  }

  /** The bytes of another answer will be appended. */
  async expect(origin: Origin): Promise<void> {
    this.#origin = origin;
    this.#answers++;
    await this.#writeNote();
  }

  /** Bytes were written behind the end. */
  grew(bytes: number): void {
    this.#sizeBytes += bytes;
  }

  /** All of it is here, though its size was not known before. */
  async end(): Promise<void> {
    this.#origin = { ...this.#origin, totalBytes: this.#sizeBytes };
    await this.#writeNote();
  }

  async #writeNote(): Promise<void> {
    const note: Note = { origin: this.#origin, answers: this.#answers };
    await writeFile(this.#notePath, JSON.stringify(note));
  }
}

interface Note {
  readonly origin: Origin;
  readonly answers: number;
}

/** Undefined where there is none, or a crash cut it. */
async function readNote(path: string): Promise<Note | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Note;
  } catch {
    return undefined;
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.size;
}
