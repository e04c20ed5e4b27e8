import type { ExampleBatch } from '../../../learn/training/image-batch.js';

/** Asks a thread for a batch. */
export interface BatchOrder {
  readonly id: number;
  readonly epoch: number;
  readonly step: number;
}

export type FromThread =
  /** Its images are open. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'drawn'; readonly id: number; readonly batch: ExampleBatch }
  | { readonly kind: 'failed'; readonly id: number; readonly error: Error };
