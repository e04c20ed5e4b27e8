import test, { type ExecutionContext } from 'ava';
import { Rig } from '../rig/rig.js';

const task = {
  target: { kind: 'classes', classes: ['background', 'particle', 'membrane'] },
  losses: [{ kind: 'ce' }],
  metrics: [],
  monitor: { metric: 'loss', mode: 'min' },
  training: { batch: 4, crop: 64 },
};

const pipeline = {
  name: 'p',
  axes: {
    model: {
      unet: { kind: 'residual-unet', blocks: 2, receptiveField: 84 },
      hrnet: { kind: 'hrnet', preset: 'W18-small-v1' },
    },
    seed: [1, 2],
  },
  nodes: {
    images: { type: 'load', params: { simulate: { kind: 'nanoparticles', count: 8, size: 64, seed: 1 } } },
    pretrained: {
      type: 'pretrain-gan',
      inputs: { images: 'images.images' },
      params: { network: '${model}', epochs: 1, batch: 2, crop: 32 },
    },
    tuned: {
      type: 'finetune',
      inputs: { train: 'images.images', validation: 'images.images', weights: 'pretrained.generator' },
      params: { task, network: '${model}', epochs: 1, seed: '${seed}' },
    },
  },
};

interface Printed {
  readonly role: string;
  readonly instances: readonly string[];
  readonly side: number;
  readonly sideAssumed: boolean;
  readonly batch: number;
  readonly parameters: number;
  readonly receptiveField: number;
  readonly stride: number;
  readonly layers: readonly { name: string; output: readonly number[]; parameters: number }[];
  readonly memoryBytes: { activations: number; gradients: number; variables: number };
}

async function rigWithPipeline(t: ExecutionContext): Promise<Rig> {
  const rig = await Rig.make(t, { scripted: false });
  rig.nodeArguments = ['--import', new URL('../rig/forbid-tensorflow.js', import.meta.url).pathname];
  await rig.write('p.json', pipeline);
  return rig;
}

test('every network that a pipeline trains is printed once, with who trains it, without TensorFlow', async (t) => {
  const rig = await rigWithPipeline(t);
  const networks = await rig.json<Printed[]>(['network', 'p.json']);
  t.deepEqual(
    networks.map(({ role, instances, side, batch }) => ({ role, instances, side, batch })),
    [
      { role: 'generator', instances: ['pretrained[model=unet]'], side: 32, batch: 2 },
      {
        role: 'discriminator',
        instances: ['pretrained[model=unet]', 'pretrained[model=hrnet]'],
        side: 32,
        batch: 2,
      },
      { role: 'generator', instances: ['pretrained[model=hrnet]'], side: 32, batch: 2 },
      {
        role: 'network',
        instances: ['tuned[model=unet,seed=1]', 'tuned[model=unet,seed=2]'],
        side: 64,
        batch: 4,
      },
      {
        role: 'network',
        instances: ['tuned[model=hrnet,seed=1]', 'tuned[model=hrnet,seed=2]'],
        side: 64,
        batch: 4,
      },
    ],
  );
  t.deepEqual(
    networks.map(({ parameters, receptiveField, stride }) => [parameters, receptiveField, stride]),
    [
      [8_069, 84, 4],
      [2_764_609, 70, 1],
      [1_535_329, 571, 32],
      // Three classes have two channels more than one: two filters and two biases in the head.
      [8_069 + 2 * 5, 84, 4],
      [1_535_329 + 2 * 241, 571, 32],
    ],
  );
  for (const { layers, parameters } of networks) {
    t.is(
      layers.reduce((sum, layer) => sum + layer.parameters, 0),
      parameters,
    );
  }
});

test('the layers of one instance are printed with their shapes at the asked size', async (t) => {
  const rig = await rigWithPipeline(t);
  const args = ['network', 'p.json', 'tuned', '--at', 'model=unet', '--side', '96', '--batch', '3'];
  const { stdout, status } = await rig.run(args);
  t.is(status, 0);
  t.regex(stdout, /^network of tuned\[model=unet,seed=1\], tuned\[model=unet,seed=2\]$/m);
  t.regex(stdout, /^ {2}encoder\.0\.conv1 +3 × 3 convolution, dilation 2 +96 × 96 × 4 +40 +5$/m);
  t.regex(stdout, /^ {2}bottleneck\.conv1 +3 × 3 convolution, dilation 2 +24 × 24 × 16 +1168 +44$/m);
  t.regex(stdout, /^ {2}head +1 × 1 convolution +96 × 96 × 3 +15 +84$/m);
  t.regex(stdout, /^parameters +8079$/m);
  t.regex(stdout, /^training step +about [\d.]+ MB, batch 3 of 96 × 96 pixels:$/m);
});

test('a side that nobody says is assumed, and the output tells so', async (t) => {
  const rig = await rigWithPipeline(t);
  const { crop: _, ...training } = task.training;
  const params = { ...pipeline.nodes.tuned.params, task: { ...task, training } };
  const nodes = { ...pipeline.nodes, tuned: { ...pipeline.nodes.tuned, params } };
  await rig.write('p.json', { ...pipeline, nodes });
  const args = ['network', 'p.json', 'tuned', '--at', 'model=unet'];
  const note = /^image size not known: 224 × 224 assumed, see --side$/m;
  t.regex((await rig.run(args)).stdout, note);
  t.like((await rig.json<Printed[]>(args))[0], { side: 224, sideAssumed: true });
  const said = [...args, '--side', '96'];
  t.notRegex((await rig.run(said)).stdout, note);
  t.like((await rig.json<Printed[]>(said))[0], { side: 96, sideAssumed: false });
});

test('memory grows with the batch for activations, and not for variables', async (t) => {
  const rig = await rigWithPipeline(t);
  const memoryWith = async (batch: string) => {
    const args = ['network', 'p.json', 'tuned', '--at', 'model=hrnet', '--batch', batch];
    return (await rig.json<Printed[]>(args))[0]!.memoryBytes;
  };
  const [one, eight] = [await memoryWith('1'), await memoryWith('8')];
  t.deepEqual(
    [eight.activations, eight.gradients, eight.variables],
    [8 * one.activations, 8 * one.gradients, one.variables],
  );
});

for (const [title, args, message] of [
  [
    'a side that does not fit the network',
    ['tuned[model=hrnet,seed=1]', '--side', '100'],
    /multiples of 32, not 100\s+hint: the next one is 128/,
  ],
  [
    'a side that leaves the network no pixel',
    ['pretrained', '--at', 'model=unet', '--side', '12'],
    /12 pixels are too small for the discriminator/,
  ],
  ['a node that trains nothing', ['images'], /"images" trains no network/],
  ['an unknown node', ['tund'], /has no node "tund"/],
] as const) {
  test(`${title} is an error`, async (t) => {
    const rig = await rigWithPipeline(t);
    const { stderr, status } = await rig.run(['network', 'p.json', ...args]);
    t.is(status, 2);
    t.regex(stderr, message);
  });
}
