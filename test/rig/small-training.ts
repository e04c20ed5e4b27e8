/** The nodes of a training of a mask on simulated particles, as small as they come; `params` are of the training. */
export function smallTraining(
  images: { readonly count: number; readonly size: number },
  { task, ...params }: { readonly task?: object; readonly [param: string]: unknown },
) {
  return {
    particles: {
      type: 'load',
      params: { simulate: { kind: 'nanoparticles', ...images, seed: 1 }, split: [0.5, 0.25, 0.25] },
    },
    tuned: {
      type: 'finetune',
      inputs: { train: 'particles.train', validation: 'particles.validation' },
      params: {
        task: {
          target: { kind: 'mask' },
          losses: [{ kind: 'bce' }],
          metrics: ['dice'],
          monitor: { metric: 'loss', mode: 'min' },
          ...task,
        },
        network: { kind: 'residual-unet', blocks: 2, receptiveField: 44, baseFilters: 2 },
        batch: 2,
        ...params,
      },
    },
  };
}
