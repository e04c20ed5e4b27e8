import type { LoadParams } from '../params.js';

/** What the name of a data set stands for. */
export interface Preset {
  /** The params that choose within the data set; `required` must be said. */
  readonly choices?: readonly ('sample' | 'task' | 'label')[];
  readonly required?: 'sample';
  /** What the data set is: nothing else can be said. */
  fixed?(params: LoadParams): Partial<LoadParams>;
  /** What is used where nothing is said. */
  filled?(params: LoadParams): Partial<LoadParams>;
}
