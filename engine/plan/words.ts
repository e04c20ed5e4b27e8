import { groupBy } from '../group-by.js';
import type { InstanceState } from './planner.js';

/** `1 file`, `3 files`. */
export function countOf(count: number, noun: string): string {
  // Loading the locale's own way of doing this takes longer than a small plan.
  const digits = String(count).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${digits} ${noun}${count === 1 ? '' : 's'}`;
}

/** States as people read them. */
function stateWord(state: InstanceState): string {
  if (state === 'notPromoted') return 'not promoted';
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

/** The node of an instance: `tuned` of `tuned[seed=1]`. */
export function nodeOf(instance: string): string {
  return instance.split('[', 1)[0]!;
}

/** Of how many instances of a node the points are shown, and in how many characters; one is shown in any case. */
const pointsShown = 4;
const pointsLength = 90;

/** The nodes that instances are of, each with the first few of its points. */
export function namesByNode(instances: readonly string[]): string[] {
  return Array.from(groupBy(instances, nodeOf), ([node, names]) => {
    if (names.length === 1) return `      ${names[0]}`;
    const points = names.map((name) => name.slice(node.length));
    const shown = [points[0]!];
    for (const point of points.slice(1, pointsShown)) {
      if (shown.join(', ').length + point.length <= pointsLength) shown.push(point);
    }
    const more = names.length > shown.length ? ', …' : '';
    return `      ${node} × ${names.length}: ${shown.join(', ')}${more}`;
  });
}
