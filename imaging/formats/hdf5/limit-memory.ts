/*
 * Imported before the library, whose own limit is 2 GiB: damaged files make it ask for all that it can get.
 */

/** Enough for a block, compressed and not, and what is made of it. */
const maxMemoryBytes = 2 ** 30;
const pageBytes = 2 ** 16;

/** What is used of it; Node.js' types leave it out. */
interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
const { prototype } = (globalThis as unknown as { WebAssembly: { Memory: { prototype: Memory } } })
  .WebAssembly.Memory;
const { grow } = prototype;
prototype.grow = function (pages) {
  if (this.buffer.byteLength + pages * pageBytes > maxMemoryBytes) throw new RangeError('too much memory');
  return grow.call(this, pages);
};
