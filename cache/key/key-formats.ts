/** A way of making keys. */
export interface KeyFormat {
  readonly format: number;
  /** The first version of micrograph with it. */
  readonly since: string;
  /** What is in a key, or how it is written, that was not before; in words that follow "because". */
  readonly because: string;
}

/**
 * Every way there has been, oldest first; the last is in use. Another one changes every key, and so has all results
 * computed anew: `plan` announces that with what stands here.
 */
export const keyFormats: readonly KeyFormat[] = [
  { format: 1, since: '0.1.0', because: 'it is the first format' },
];
