import test from 'ava';
import { Rig } from '../rig/rig.js';
import { smallTraining } from '../rig/small-training.js';

/** A network that was pretrained on images of which some are to test it, measured in all three ways. */
function pipeline() {
  const simulate = { kind: 'nanoparticles', count: 8, size: 16, seed: 1 };
  const { particles, tuned } = smallTraining({ count: 8, size: 16 }, { epochs: 1 });
  return {
    name: 'leakage',
    axes: { leakage: ['error', 'warn', 'allow'], take: ['all', 'encoder', 'statistics'] },
    nodes: {
      particles,
      unlabelled: { type: 'load', params: { simulate } },
      corruption: { type: 'augment', params: { noise: { sigma: [0.1, 0.2] } } },
      generator: {
        type: 'pretrain-gan',
        inputs: { images: 'unlabelled.images', augmentation: 'corruption' },
        params: { network: tuned.params.network, epochs: 1, batch: 4, adversarial: 'none' },
      },
      tuned: {
        ...tuned,
        inputs: { ...tuned.inputs, weights: 'generator.generator' },
        params: { ...tuned.params, start: { take: '${take}' } },
      },
      scores: {
        type: 'evaluate',
        inputs: { model: 'tuned.checkpoints', data: 'particles.test' },
        params: { leakage: '${leakage}' },
      },
    },
  };
}

test('test images among those of the pretraining end the run, unless that is allowed', async (t) => {
  const rig = await Rig.make(t, { scripted: false });
  await rig.write('p.json', pipeline());
  const { status, stdout, stderr } = await rig.run(['run', 'p.json']);
  t.is(status, 1, stdout + stderr);
  const found =
    'leakage: 2 of 2 test images were seen in training: \\d (trained on in|chose the best epoch of) pretraining \\(';
  for (const take of ['all', 'encoder', 'statistics']) {
    const scores = (leakage: string) => `scores\\[leakage=${leakage},take=${take}\\]`;
    t.regex(stdout, new RegExp(`^failed   ${scores('error')}: ${found}`, 'm'));
    t.regex(stdout, new RegExp(`^warning  ${scores('warn')}: ${found}`, 'm'));
    t.regex(stdout, new RegExp(`^log      ${scores('allow')}: ${found}`, 'm'));
    for (const leakage of ['warn', 'allow']) t.regex(stdout, new RegExp(`^done     ${scores(leakage)}`, 'm'));
  }
  t.regex(stdout, /hint: leave them out of the training/);
});
