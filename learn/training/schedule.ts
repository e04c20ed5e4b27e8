import type { ScheduleSpec } from './schedule-schema.js';

/**
 * The learning rate of an epoch, counted from 1. Without a schedule it is the base rate. It depends on the epoch only,
 * never on how many there will be.
 *
 * - `step`: base · factor^⌊(epoch − 1) / every⌋.
 * - `cosine`: base · (final + (1 − final) · ½ (1 + cos(π · (epoch − 1) / epochs))) (Loshchilov & Hutter 2017, without
 *   restarts), and base · final after that.
 * - `warmUp` multiplies what the schedule gives by epoch / warmUp until that is 1.
 */
export function learningRateAt(schedule: ScheduleSpec | undefined, baseRate: number, epoch: number): number {
  if (schedule === undefined) return baseRate;
  return baseRate * shareAt(schedule, epoch) * Math.min(1, epoch / (schedule.warmUp ?? 1));
}

function shareAt(schedule: ScheduleSpec, epoch: number): number {
  switch (schedule.kind) {
    case 'constant':
      return 1;
    case 'step':
      return schedule.factor ** Math.floor((epoch - 1) / schedule.every);
    case 'cosine': {
      const progress = Math.min(1, (epoch - 1) / schedule.epochs);
      return schedule.final + (1 - schedule.final) * 0.5 * (1 + Math.cos(Math.PI * progress));
    }
  }
}
