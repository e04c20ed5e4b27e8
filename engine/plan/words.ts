import type { InstanceState } from './planner.js';

/** `1 file`, `3 files`. */
export function countOf(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** States as people read them. */
function stateWord(state: InstanceState): string {
  return state === 'leftOut' ? 'left out' : state;
}

/** `run: params.epochs 3 → 5`, `waiting for tuned` */
export function stateText(state: InstanceState, reason: string, separator: string): string {
  if (reason === '') return stateWord(state);
  if (state === 'waiting') return `waiting ${reason.replace(/^waits /, '')}`;
  return `${stateWord(state)}${separator} ${reason}`;
}

/** `, goes on after epoch 12`; nothing where a training begins anew. */
export function goesOnText(epoch: number | undefined): string {
  return epoch === undefined ? '' : `, goes on after epoch ${Number(epoch.toFixed(2))}`;
}
