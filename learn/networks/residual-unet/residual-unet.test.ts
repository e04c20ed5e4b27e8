import test from 'ava';
import { randomAt } from '../../../random/random.js';
import { loadTensorFlow } from '../../runtime/tensorflow.js';
import { buildNetwork, tryBuildNetwork } from '../build-network.js';
import { supportOfColumns } from '../impulse-support.test-helper.js';
import { initialValues } from '../initial-values.js';
import { sameWiring } from '../layers/layered-network.js';
import { receptiveField } from '../layers/receptive-field.js';
import { type Network, parameterCount } from '../network.js';
import { residualUnet } from './residual-unet.js';
import { publishedDilations, residualUnetOptions } from './residual-unet-schema.js';

test.before(async () => void (await loadTensorFlow()));

/** [levels down, published receptive field, least and greatest support of an output pixel] */
const published = [
  [2, 44, 44, 44],
  [2, 84, 84, 84],
  [2, 116, 116, 116],
  [3, 96, 92, 100],
  [3, 176, 172, 180],
  [3, 240, 236, 244],
  [4, 200, 188, 204],
  [4, 360, 348, 364],
  [4, 424, 412, 428],
] as const;

const spec = { kind: 'residual-unet', blocks: 2, baseFilters: 4 } as const;

test('the networks have the published numbers of parameters', (t) => {
  const counts = (baseFilters: number, outputs?: number) =>
    [2, 3, 4].map((blocks) => parameterCount(buildNetwork({ ...spec, blocks, baseFilters }, outputs)));
  t.deepEqual(counts(4), [8_069, 32_725, 130_677]);
  t.deepEqual(counts(4, 2), [8_074, 32_730, 130_682]);
  t.deepEqual(counts(8), [31_625, 129_577, 520_041]);
  t.deepEqual(counts(16), [125_201, 515_665, 2_074_833]);
  t.deepEqual(counts(32), [498_209, 2_057_377, 8_288_673]);
});

test('neither dilations nor pools change the number of parameters', (t) => {
  const count = (fields: object) => parameterCount(buildNetwork({ ...spec, ...fields }));
  t.is(count({ receptiveField: 116 }), count({}));
  t.is(count({ pools: [8, 8], dilations: [1, 2, 3] }), count({}));
});

for (const [blocks, field, least, greatest] of published) {
  test(`U-Net ${blocks}/${field} has that receptive field, by formula and by back-propagated impulses`, (t) => {
    const network = buildNetwork({ ...spec, blocks, receptiveField: field, baseFilters: 1 });
    const sizes = supportByPhase(network);
    t.is(receptiveField(network.layers), field);
    t.is(mean(sizes), field);
    t.deepEqual([Math.min(...sizes), Math.max(...sizes)], [least, greatest]);
  });
}

test('all published networks are among those above', (t) => {
  const keys = Object.entries(publishedDilations).flatMap(([blocks, byField]) =>
    Object.keys(byField).map((field) => `${blocks}/${field}`),
  );
  t.deepEqual(
    keys,
    published.map(([blocks, field]) => `${blocks}/${field}`),
  );
});

test('pools give the nine receptive fields that Sytwu et al. published for them', (t) => {
  const fields = [2, 4, 8].map((first) =>
    [2, 4, 8].map((second) => receptiveField(buildNetwork({ ...spec, pools: [first, second] }).layers)),
  );
  t.deepEqual(fields, [
    [44, 64, 104],
    [80, 120, 200],
    [152, 232, 392],
  ]);
});

test('pools of any size have the receptive field of the formula, by back-propagated impulses', (t) => {
  const network = buildNetwork({ ...spec, pools: [4, 3], baseFilters: 1 });
  t.is(network.stride, 12);
  t.is(mean(supportByPhase(network)), receptiveField(network.layers));
});

test('a network without receptive field, dilations or pools is neither dilated nor halved by more than 2', (t) => {
  t.deepEqual(residualUnetOptions({ ...spec, blocks: 3 }), {
    baseFilters: 4,
    dilations: [1, 1, 1, 1],
    pools: [2, 2, 2],
  });
  t.is(buildNetwork({ ...spec, blocks: 6 }).stride, 64);
});

test('an unpublished receptive field is refused with the published ones as a hint', (t) => {
  t.like(tryBuildNetwork({ ...spec, receptiveField: 96 }), {
    field: 'receptiveField',
    hint: 'choose one of 44, 84, 116, or give dilations',
  });
  t.like(tryBuildNetwork({ ...spec, blocks: 1, receptiveField: 44 }), { hint: 'give dilations' });
});

test('dilations and pools must be as many as levels, and exclude a receptive field', (t) => {
  t.like(tryBuildNetwork({ ...spec, dilations: [1, 1] }), { field: 'dilations' });
  t.like(tryBuildNetwork({ ...spec, dilations: [1, 1, 1], receptiveField: 44 }), { field: 'dilations' });
  t.like(tryBuildNetwork({ ...spec, pools: [2] }), { field: 'pools' });
  t.like(tryBuildNetwork({ ...spec, pools: [2, 2], receptiveField: 44 }), { field: 'pools' });
});

test('the wiring of networks whose variables are alike is told apart, whatever their heads', (t) => {
  const network = buildNetwork({ ...spec, receptiveField: 84 });
  t.true(sameWiring(network, buildNetwork({ ...spec, dilations: [2, 2, 2] }, 3)));
  t.false(sameWiring(network, buildNetwork(spec)));
  t.false(sameWiring(buildNetwork({ ...spec, pools: [2, 4] }), buildNetwork(spec)));
});

test('each variable belongs to the encoder, the decoder or the head', (t) => {
  const parts = new Map(buildNetwork(spec).variables.map(({ name, part }) => [name, part]));
  t.is(parts.get('encoder.0.conv1.filter'), 'encoder');
  t.is(parts.get('bottleneck.norm2.variance'), 'encoder');
  t.is(parts.get('decoder.1.shortcut.bias'), 'decoder');
  t.is(parts.get('head.filter'), 'head');
});

test('initial values are Kaiming-normal in the blocks, and within the fan-in bound elsewhere', (t) => {
  const network = residualUnet({ baseFilters: 32, dilations: [1, 1, 1] });
  const values = initialValues(network, (name) => randomAt({ stream: `test/${name}`, seed: 1 }));
  const rms = (data: Float32Array) => Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / data.length);
  const filter = values.get('bottleneck.conv1.filter')!;
  t.deepEqual(filter.shape, [3, 3, 64, 128]);
  t.true(Math.abs(rms(filter.data) / Math.sqrt(2 / (9 * 64)) - 1) < 0.02);
  const bound = 1 / Math.sqrt(9 * 64);
  const bias = values.get('bottleneck.conv1.bias')!.data;
  t.true(bias.every((x) => Math.abs(x) <= bound));
  t.true(Math.max(...bias.map(Math.abs)) > 0.8 * bound);
  t.true(values.get('head.filter')!.data.every((x) => Math.abs(x) <= 1 / Math.sqrt(32)));
  t.true(values.get('bottleneck.norm1.gamma')!.data.every((x) => x === 1));
  t.true(values.get('bottleneck.norm1.variance')!.data.every((x) => x === 1));
});

/** For each horizontal position of an output pixel in a block of the stride, how many input columns it depends on. */
function supportByPhase(network: Network): number[] {
  const { stride } = network;
  const reach = Math.ceil((receptiveField(network.layers) + 2 * stride) / stride) * stride;
  return supportOfColumns(network, { height: stride, width: 2 * reach }, { first: reach, count: stride });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
