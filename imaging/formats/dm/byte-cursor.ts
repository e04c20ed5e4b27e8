import { type ByteSource, mustReach, readExactly } from '../byte-source.js';

const windowBytes = 2 ** 16;

/** Reads numbers one after the other, from a window of the source. Throws an `ImageError` at its end. */
export class ByteCursor {
  readonly source: ByteSource;
  /** Of the next byte. */
  position = 0;
  #window: DataView = new DataView(new ArrayBuffer(0));
  #windowStart = 0;

  constructor(source: ByteSource) {
    this.source = source;
  }

  /** The next `length` bytes are passed over. */
  skip(length: number): void {
    mustReach(this.source, this.position + length);
    this.position += length;
  }

  /** The next `length` bytes. */
  async bytes(length: number): Promise<Uint8Array> {
    const { view, at } = await this.#take(length);
    return new Uint8Array(view.buffer, view.byteOffset + at, length);
  }

  async uint8(): Promise<number> {
    const { view, at } = await this.#take(1);
    return view.getUint8(at);
  }

  async uint16(): Promise<number> {
    const { view, at } = await this.#take(2);
    return view.getUint16(at);
  }

  async uint32(): Promise<number> {
    const { view, at } = await this.#take(4);
    return view.getUint32(at);
  }

  /** Rounded beyond 2^53, which is more than any file has. */
  async uint64(): Promise<number> {
    const { view, at } = await this.#take(8);
    return Number(view.getBigUint64(at));
  }

  async #take(length: number): Promise<{ view: DataView; at: number }> {
    const end = this.position + length;
    if (this.position < this.#windowStart || end > this.#windowStart + this.#window.byteLength) {
      const wanted = Math.max(length, Math.min(windowBytes, this.source.size - this.position));
      const bytes = await readExactly(this.source, this.position, wanted);
      this.#window = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      this.#windowStart = this.position;
    }
    const at = this.position - this.#windowStart;
    this.position = end;
    return { view: this.#window, at };
  }
}
