import test from 'ava';
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
