import type { PredictionRequest } from '../training/predictions.js';

/** The generator as it is now. */
export type Restorer = Pick<PredictionRequest, 'network' | 'signal' | 'predict'>;
