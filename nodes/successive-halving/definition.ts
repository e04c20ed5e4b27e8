import { defineNode } from '../define-node.js';

export const params = {
  type: 'object',
  additionalProperties: false,
  required: ['axes', 'value', 'best'],
  properties: {
    axes: {
      type: 'array',
      items: { type: 'string' },
      minItems: 1,
      description: 'Every choice of labels on these axes is a candidate.',
    },
    value: { type: 'string', description: 'What candidates are ranked by, as it is named in what comes in.' },
    best: { enum: ['highest', 'lowest'], description: 'Which values are better.' },
    keep: {
      type: 'number',
      exclusiveMinimum: 0,
      exclusiveMaximum: 1,
      description: 'The share of candidates that goes on; only the best one where not given.',
    },
  },
} as const;

export const inputs = {
  scores: { artifact: 'scores', gather: true, optional: true, description: 'Scores of all runs.' },
  history: { artifact: 'history', gather: true, optional: true, description: 'Histories of all runs.' },
} as const;

export const outputs = {
  decision: { artifact: 'decision', description: 'Who was ranked where, and who goes on.' },
} as const;

/** Decides at one rung of a search who goes on. Documents do not name it: a `search` brings it. */
export const successiveHalving = defineNode<typeof params, typeof inputs, typeof outputs>({
  type: 'successive-halving',
  version: '1',
  description: 'Ranks the candidates of a search and says who goes on.',
  params,
  inputs,
  outputs,
  checkGathered: ({ axes }, _port, points) =>
    axes.flatMap((axis, at) =>
      points.every((point) => Object.hasOwn(point, axis))
        ? []
        : [
            {
              path: ['axes', at],
              message: `the metric does not vary over "${axis}", so it cannot tell candidates apart`,
              hint: `it varies over ${Object.keys(points[0] ?? {}).join(', ')}`,
            },
          ],
    ),
  light: true,
  run: async (context) => (await import('./run.js')).run(context),
});
