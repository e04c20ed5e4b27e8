import { headOf } from '../../learn/tasks/head.js';
import type { Task } from '../../learn/tasks/task-schema.js';
import type { WeightsIndex } from '../artifacts/weights.js';
import { NodeError } from '../node-error.js';
import { keepsHead, type Start } from './starting-values.js';

/**
 * Throws a NodeError where a head is kept that has learned to make images by way of another activation than the one
 * by which the task makes them. For other targets the task's activation has another meaning anyway.
 */
export function checkKeptHead(
  { outputActivation = 'none' }: Pick<WeightsIndex, 'outputActivation'>,
  task: Pick<Task, 'target' | 'head'>,
  start: Start,
): void {
  if (outputActivation === 'none' || task.target.kind !== 'image' || !keepsHead(start)) return;
  const { activation } = headOf(task);
  if (activation === outputActivation) return;
  throw new NodeError(
    'bad-input',
    `the given weights make images by outputActivation "${outputActivation}", but the task's head has activation "${activation}"`,
    `give the task head: { "activation": "${outputActivation}" }, or begin with another head: start: { "head": "redraw" }`,
  );
}
