const buffers = new Map<string, Float32Array>();

/**
 * A reused work array of at least `length` elements with any content. Drawing an example is synchronous, so one per
 * purpose is enough, and no example costs an allocation.
 */
export function scratch(purpose: string, length: number): Float32Array {
  let buffer = buffers.get(purpose);
  if (buffer === undefined || buffer.length < length) {
    buffer = new Float32Array(length);
    buffers.set(purpose, buffer);
  }
  return buffer;
}
