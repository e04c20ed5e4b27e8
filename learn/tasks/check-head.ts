import { type TaskProblem, targetInWords } from './check-task.js';
import { type Activation, headOf, neededChannels, usualActivation } from './head.js';
import type { Task } from './task-schema.js';

/** What is wrong with an activation for a kind of target; undefined where they go together. */
function activationProblem(kind: Task['target']['kind'], activation: Activation): string | undefined {
  if (activation === 'tanh' && kind !== 'image') {
    return `tanh gives values from −1 to 1, but the target is ${targetInWords[kind]}`;
  }
  switch (kind) {
    case 'mask':
      return undefined;
    case 'classes':
    case 'label':
      if (activation === 'softmax') return undefined;
      return activation === 'sigmoid'
        ? 'sigmoid judges each channel by itself, but classes exclude each other'
        : 'without softmax the channels are not the probabilities of the classes';
    case 'image':
    case 'points':
      return activation === 'softmax'
        ? 'softmax over the one channel of an image is 1 everywhere, whatever the network does'
        : undefined;
  }
}

export function checkHead(task: Task): readonly TaskProblem[] {
  const { target } = task;
  const { channels, activation, pooling } = headOf(task);
  const problems: TaskProblem[] = [];

  const wrongActivation = activationProblem(target.kind, activation);
  if (wrongActivation !== undefined) {
    const hint = `leave "activation" out, or write "${usualActivation[target.kind]}"`;
    problems.push({ path: ['head', 'activation'], message: wrongActivation, hint });
  } else if (channels !== neededChannels(target, activation)) {
    const needed = neededChannels(target, activation);
    const asker = 'classes' in target ? `${needed} classes` : `target "${target.kind}" with ${activation}`;
    problems.push({
      path: ['head', 'channels'],
      message: `the head has ${channels} channels, but ${asker} need${'classes' in target ? '' : 's'} ${needed}`,
      hint: `leave "channels" out, or write ${needed}`,
    });
  }

  if (target.kind === 'label' && pooling === 'none') {
    problems.push({
      path: ['head', 'pooling'],
      message:
        'a label is one class for each image, but without pooling there is a prediction for each pixel',
      hint: 'leave "pooling" out, or write "mean" or "max"',
    });
  }
  if (target.kind !== 'label' && pooling !== 'none') {
    problems.push({
      path: ['head', 'pooling'],
      message: `pooling leaves one value per image, but target "${target.kind}" has one for each pixel`,
      hint: 'leave "pooling" out',
    });
  }
  return problems;
}
