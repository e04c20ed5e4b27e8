import test from 'ava';
import type { NetworkSpec } from '../../learn/networks/network-schema.js';
import { checkDiscriminatorParams, checkNetworkParams } from './check-network.js';

test('a network with more than a hundred million parameters is a problem, which says how many it has', (t) => {
  const problems = (baseFilters: number) =>
    checkNetworkParams({ network: { kind: 'residual-unet', blocks: 4, baseFilters } });
  t.deepEqual(problems(64), []);
  t.deepEqual(problems(128), [
    {
      path: ['network', 'baseFilters'],
      message: 'the network has 132490881 parameters, more than 100000000',
      hint: 'lower baseFilters',
    },
  ]);
});

test('a discriminator with more than a hundred million parameters is a problem', (t) => {
  const problems = (baseFilters: number) =>
    checkDiscriminatorParams({ discriminator: { layers: 6, baseFilters } });
  t.deepEqual(problems(64), []);
  t.like(problems(1024), { length: 1, 0: { path: ['discriminator', 'baseFilters'] } });
});

const strides: readonly [NetworkSpec, number][] = [
  [{ kind: 'residual-unet', blocks: 3, baseFilters: 4 }, 8],
  [{ kind: 'residual-unet', blocks: 2, pools: [2, 8], baseFilters: 4 }, 16],
  [{ kind: 'hrnet', preset: 'W18-small-v1', stemStride: 4 }, 32],
  [{ kind: 'hrnet', preset: 'W48', stemStride: 1 }, 8],
];

for (const [network, stride] of strides) {
  test(`a crop for ${JSON.stringify(network)} must be a multiple of ${stride}`, (t) => {
    t.deepEqual(checkNetworkParams({ network, crop: 3 * stride }), []);
    t.deepEqual(checkNetworkParams({ network, crop: 3 * stride - 1 }), [
      {
        path: ['crop'],
        message: `this network takes images whose sides are multiples of ${stride}`,
        hint: `the next one is ${3 * stride}`,
      },
    ]);
  });
}

test('the field that makes a network impossible is named', (t) => {
  const network = { kind: 'residual-unet', blocks: 2, receptiveField: 96, baseFilters: 4 } as const;
  t.like(checkNetworkParams({ network }), { length: 1, 0: { path: ['network', 'receptiveField'] } });
});
