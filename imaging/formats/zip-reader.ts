import { RandomAccessReader } from 'yauzl';
import { type ByteSource, readExactly } from './byte-source.js';

/** Gives the ZIP library the bytes of a source. */
export function zipReader(source: ByteSource): RandomAccessReader {
  return new SourceReader(source);
}

class SourceReader extends RandomAccessReader {
  readonly #source: ByteSource;

  constructor(source: ByteSource) {
    super();
    this.#source = source;
  }

  override read(
    into: Buffer,
    offset: number,
    length: number,
    position: number,
    done: (error: Error | null) => void,
  ): void {
    readExactly(this.#source, position, length).then((bytes) => {
      into.set(bytes, offset);
      done(null);
    }, done);
  }
}
