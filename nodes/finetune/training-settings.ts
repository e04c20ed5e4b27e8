import type { Task } from '../../learn/tasks/task-schema.js';

type Training = NonNullable<Task['training']>;

/** How the network is trained: the node's own params, else the task's, else what is usual. */
export function trainingSettings(params: Training & { readonly task: Task }) {
  const task = params.task.training ?? {};
  return {
    batch: params.batch ?? task.batch ?? 16,
    /** Side in pixels; whole images where undefined. */
    crop: params.crop ?? task.crop,
    cropsPerImage: params.cropsPerImage ?? task.cropsPerImage ?? 1,
    learningRate: params.learningRate ?? task.learningRate ?? 2e-4,
    optimiser: params.optimiser ?? task.optimiser ?? ({ kind: 'adam', beta1: 0.9, beta2: 0.999 } as const),
    schedule: params.schedule ?? task.schedule ?? ({ kind: 'constant' } as const),
    /** Trains all epochs where undefined. */
    earlyStopping: params.earlyStopping ?? task.earlyStopping,
  };
}
