import { buildNetwork } from '../../learn/networks/build-network.js';
import { networkSchema } from '../../learn/networks/network-schema.js';
import { checkTask } from '../../learn/tasks/check-task.js';
import { headOf } from '../../learn/tasks/head.js';
import { taskSchema } from '../../learn/tasks/task-schema.js';
import { defineNode, type Problem } from '../define-node.js';
import { checkNetworkParams } from '../training/check-network.js';
import { checkpointPolicies } from '../training/checkpoint-policy.js';
import { trainingParams } from '../training/training-params.js';
import { checkSsimCrop } from './check-ssim-crop.js';
import { checkFreeze } from './frozen.js';
import { trainingSettings } from './training-settings.js';

export const params = {
  type: 'object',
  additionalProperties: false,
  required: ['task', 'network', 'epochs'],
  properties: {
    task: taskSchema,
    network: networkSchema,
    epochs: trainingParams.epochs,
    seed: trainingParams.seed,
    precision: trainingParams.precision,
    ...taskSchema.properties.training.properties,
    start: {
      type: 'object',
      description: 'What is taken from the input weights; the rest is random, as without them.',
      additionalProperties: false,
      default: {},
      properties: {
        take: {
          enum: ['all', 'encoder', 'statistics'],
          default: 'all',
          description:
            'The whole network, the part that reads the image, or only the running statistics of BatchNorm.',
        },
        head: {
          enum: ['keep', 'redraw', 'zero'],
          default: 'keep',
          description:
            'The last layer: as it is in the weights, where `take` is `all`; random; or zeros, also without weights.',
        },
      },
    },
    freeze: {
      type: 'array',
      items: { type: 'string', minLength: 1, maxLength: 200 },
      uniqueItems: true,
      default: [],
      description:
        'Variables that are not trained, by name; `*` stands for any letters, as in `encoder.*`. BatchNorm with frozen statistics, which are both or neither, normalises by them.',
    },
    reestimateStatistics: {
      type: 'integer',
      minimum: 1,
      maximum: 10_000,
      description:
        'From so many batches of training images, BatchNorm’s running statistics are estimated anew before the first step, except frozen ones.',
    },
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
          enum: checkpointPolicies,
          default: 'best',
          description:
            'The weights of the best epoch so far by the task’s monitor, of the best one among those at which weights are kept, of the best of the last `every` epochs, or of the epoch itself.',
        },
      },
    },
  },
} as const;

export const inputs = {
  train: { artifact: 'image-set', description: 'Images to train on, with what the task asks for.' },
  validation: { artifact: 'image-set', description: 'Images that tell the best epoch.' },
  augmentation: {
    artifact: 'augmentation',
    optional: true,
    description: 'Geometry for image and target alike; intensities of the image.',
  },
  weights: {
    artifact: 'weights',
    optional: true,
    description:
      'A network to start from: `generator` of pretrain-gan or `best` of another finetune. Random weights without it.',
  },
} as const;

export const outputs = {
  checkpoints: { artifact: 'checkpoints', description: 'The network at the kept epochs.' },
  best: {
    artifact: 'weights',
    description: 'The network that the policy chooses at the end, to start another training from.',
  },
  history: { artifact: 'history', description: 'Training losses and validation values of each epoch.' },
} as const;

export const finetune = defineNode<typeof params, typeof inputs, typeof outputs>({
  type: 'finetune',
  version: '4',
  description: 'Trains a network, from random or earlier weights, for a downstream task.',
  params,
  inputs,
  outputs,
  resources: { cpus: 1, gpus: 1 },
  trajectory: { progress: 'epochs' },
  check(values) {
    const { task, network, freeze, crop } = values;
    const taskProblems = checkTask(task).map((problem) => within('task', problem));
    const settings = trainingSettings(values);
    const inPlace = (problem: Problem) =>
      crop === undefined && problem.path[0] === 'crop'
        ? within('task', within('training', problem))
        : problem;
    const networkProblems = checkNetworkParams({ network, crop: settings.crop }).map(inPlace);
    const windowProblems = checkSsimCrop(task, settings.crop).map(inPlace);
    const isBuildable = networkProblems.every(({ path }) => path[0] !== 'network');
    const freezeProblems = isBuildable ? checkFreeze(freeze, buildNetwork(network)) : [];
    return [...taskProblems, ...networkProblems, ...windowProblems, ...freezeProblems];
  },
  networks(values) {
    const { crop: side, batch } = trainingSettings(values);
    return [
      { role: 'network', network: buildNetwork(values.network, headOf(values.task).channels), side, batch },
    ];
  },
  run: async (context) => (await import('./run.js')).run(context),
});

function within(param: string, problem: Problem): Problem {
  return { ...problem, path: [param, ...problem.path] };
}
