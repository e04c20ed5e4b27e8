import type { Task } from './task-schema.js';

export type Activation = 'none' | 'sigmoid' | 'tanh' | 'softmax';
export type Pooling = 'none' | 'mean' | 'max';

/** How the network's last layer becomes the prediction; everything that a task leaves open is filled in. */
export interface Head {
  readonly channels: number;
  readonly activation: Activation;
  readonly pooling: Pooling;
}

/** A task's head: what it says, and otherwise what its target asks for. */
export function headOf({ target, head = {} }: Pick<Task, 'target' | 'head'>): Head {
  const activation = head.activation ?? usualActivation[target.kind];
  const pooling = head.pooling ?? (target.kind === 'label' ? 'mean' : 'none');
  return { channels: head.channels ?? neededChannels(target, activation), activation, pooling };
}

/** The only number of channels that a target and an activation go with. */
export function neededChannels(target: Task['target'], activation: Activation): number {
  if ('classes' in target) return target.classes.length;
  return target.kind === 'mask' && activation === 'softmax' ? 2 : 1;
}

/** What a target asks for where a task does not say. */
export const usualActivation = {
  mask: 'sigmoid',
  classes: 'softmax',
  label: 'softmax',
  image: 'none',
  points: 'none',
} as const satisfies Record<Task['target']['kind'], Activation>;

/** Names of the classes that pixels or images belong to, in the order of their numbers; none for other targets. */
export function classNames(target: Task['target']): readonly string[] {
  if ('classes' in target) return target.classes;
  return target.kind === 'mask' ? ['background', 'foreground'] : [];
}
