import type { TimePrediction } from '../engine/predict/predict-time.js';
import { formatDuration } from './format-duration.js';

/** `about 3 min 05 s`, or of what no time is known. */
export function predictionText({ durationMs, unknown }: TimePrediction): string {
  return durationMs === undefined
    ? `no time known for ${unknown.join(', ')}`
    : `about ${formatDuration(durationMs)}`;
}
