import { networkSchema } from '../../learn/networks/network-schema.js';
import { taskSchema } from '../../learn/tasks/task-schema.js';
import { defineNode, type Problem } from '../define-node.js';
import { checkNetworkParams } from '../training/check-network.js';
import { batchParam, trainingParams } from '../training/training-params.js';

export const params = {
  type: 'object',
  additionalProperties: false,
  required: ['task', 'network', 'epochs'],
  properties: {
    task: taskSchema,
    network: networkSchema,
    ...trainingParams,
    batch: batchParam(16),
    checkpoints: {
      type: 'object',
      description: 'Which weights are handed on.',
      additionalProperties: false,
      default: {},
      properties: {
        every: {
          type: 'integer',
          minimum: 1,
          default: 5,
          description: 'Weights are kept every so many epochs, and at the end.',
        },
        policy: {
          enum: ['best', 'last'],
          default: 'best',
          description:
            'Keep the weights of the best epoch so far, by the task’s monitor, or of the last one.',
        },
      },
    },
  },
} as const;

export const inputs = {
  train: { artifact: 'image-set', description: 'Labelled images to train on.' },
  validation: { artifact: 'image-set', description: 'Labelled images that tell the best epoch.' },
  augmentation: {
    artifact: 'augmentation',
    optional: true,
    description: 'Geometry for image and mask alike; blur and noise for the image.',
  },
  weights: {
    artifact: 'weights',
    optional: true,
    description: 'A pretrained network to start from: all its weights. Random weights without it.',
  },
} as const;

export const outputs = {
  checkpoints: { artifact: 'checkpoints', description: 'The network at the kept epochs.' },
  history: { artifact: 'history', description: 'Training loss and validation values of each epoch.' },
} as const;

export const finetune = defineNode<typeof params, typeof inputs, typeof outputs>({
  type: 'finetune',
  version: '1',
  description: 'Trains a network, from random or pretrained weights, on labelled images.',
  params,
  inputs,
  outputs,
  resources: { cpus: 1 },
  trajectory: { progress: 'epochs' },
  check: (values) => [...checkNetworkParams(values), ...checkMonitor(values.task)],
  run: async (context) => (await import('./run.js')).run(context),
});

function checkMonitor(task: {
  readonly metrics: readonly string[];
  readonly loss: string;
  readonly monitor: { readonly metric: string };
}): readonly Problem[] {
  const { metric } = task.monitor;
  if (metric === task.loss || task.metrics.includes(metric)) return [];
  return [
    {
      path: ['task', 'monitor', 'metric'],
      message: `the task monitors ${metric}, which it does not measure`,
      hint: `add "${metric}" to the task's metrics`,
    },
  ];
}
