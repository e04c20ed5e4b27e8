import { defineNode } from '../define-node.js';
import { check, checkGathered } from './check.js';

export const params = {
  type: 'object',
  additionalProperties: false,
  required: ['rows'],
  properties: {
    rows: {
      type: 'array',
      items: { type: 'string' },
      uniqueItems: true,
      description:
        'Axes: each combination of their labels that was gathered is a row, sorted by the first axis, then the next.',
    },
    columns: { enum: ['epoch'], default: 'epoch', description: 'What the columns are.' },
    value: {
      type: 'string',
      minLength: 1,
      default: 'dice',
      description: 'The score that is shown: one of the task’s metrics, or that of one class: `dice:gold`.',
    },
    over: {
      type: 'object',
      default: {},
      description:
        'Axes whose runs share a cell, and what is shown of them: their mean, their standard deviation, their median, how many they are.',
      additionalProperties: {
        type: 'array',
        items: { enum: ['mean', 'std', 'median', 'n'] },
        uniqueItems: true,
        minItems: 1,
        contains: { const: 'mean' },
      },
    },
    baselines: {
      type: 'boolean',
      default: true,
      description: 'A column more for each baseline that was judged on the same images.',
    },
  },
} as const;

export const inputs = {
  scores: { artifact: 'scores', gather: true, description: 'Scores of all runs.' },
} as const;

export const outputs = {
  table: { artifact: 'table', description: 'The table as CSV and Markdown, and every number in JSON.' },
} as const;

/** Puts the scores of a sweep side by side. */
export const tabulate = defineNode<typeof params, typeof inputs, typeof outputs>({
  type: 'tabulate',
  version: '4',
  description: 'A table of scores: a row for each combination of axes, a column for each kept epoch.',
  params,
  inputs,
  outputs,
  check,
  checkGathered: (values, _port, points) => checkGathered(values, points),
  light: true,
  run: async (context) => (await import('./run.js')).run(context),
});
