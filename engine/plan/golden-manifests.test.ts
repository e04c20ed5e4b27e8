import test from 'ava';
import { artifactOf } from '../../cache/artifact.js';
import { trajectoryKeyOf } from '../../cache/key/manifest.js';
import { pipelineInMemory, source, step } from '../../test/rig/pipeline-in-memory.js';
import { expandGraph, type InstanceId, instanceName } from '../graph/graph.js';
import { Planner } from './planner.js';

/**
 * A pipeline with all that a manifest can hold: files, params, a single input, an optional one that is left out at some
 * points, and gathers of all points and of some.
 */
function planned(): (name: string) => { planner: Planner; id: InstanceId } {
  const files = {
    ...source,
    type: 'read',
    files: { path: { kind: 'folder', extensions: ['.tif'] } },
  } as const;
  const { graph } = expandGraph(
    pipelineInMemory(
      { model: ['U', 'H'], seed: ['1', '2'] },
      {
        data: { definition: files, params: () => ({ path: '/data', split: [0.8, 0.2] }) },
        extra: { axes: ['model'], leftOut: (model) => (model === 'H' ? 'model is "H"' : undefined) },
        tuned: {
          definition: { ...step, type: 'tune', version: '4', trajectory: { progress: 'epochs' } },
          axes: ['model', 'seed'],
          params: (model, seed) => ({ model: model!, seed: Number(seed), epochs: 5 }),
          inputs: { a: 'data', b: 'extra' },
        },
        perModel: { inputs: { a: 'data', all: { gather: 'tuned', by: ['model'] } } },
        table: { inputs: { a: 'data', all: { gather: 'tuned' } } },
      },
    ),
  );
  const planner = new Planner(graph, {
    find: (key) => ({ out: artifactOf('json', [{ name: 'value.json', digest: key, sizeBytes: 1 }]) }),
    fileDigests: ({ params }) => ('path' in params ? { path: 'f'.repeat(64) } : {}),
  });
  planner.start();
  const ids = new Map(Array.from({ length: graph.instanceCount }, (_, id) => [instanceName(graph, id), id]));
  return (name) => ({ planner, id: ids.get(name)! });
}

test('the manifests of instances hold what they always held', (t) => {
  const find = planned();
  const manifest = (name: string) => {
    const { planner, id } = find(name);
    return planner.manifest(id);
  };
  const output = (name: string) => {
    const { planner, id } = find(name);
    return planner.outputs(id)!['out']!.digest;
  };
  t.deepEqual(manifest('data'), {
    format: 1,
    type: 'read',
    version: '1',
    params: { split: [0.8, 0.2] },
    files: { path: 'f'.repeat(64) },
    inputs: {},
  });
  t.deepEqual(manifest('tuned[model=U,seed=2]'), {
    format: 1,
    type: 'tune',
    version: '4',
    params: { model: 'U', seed: 2, epochs: 5 },
    files: {},
    inputs: { a: output('data'), b: output('extra[model=U]') },
  });
  t.deepEqual(manifest('tuned[model=H,seed=1]').inputs, { a: output('data') });
  t.deepEqual(manifest('perModel[model=H]').inputs, {
    a: output('data'),
    all: [
      { at: { model: 'H', seed: '1' }, digest: output('tuned[model=H,seed=1]') },
      { at: { model: 'H', seed: '2' }, digest: output('tuned[model=H,seed=2]') },
    ],
  });
  t.deepEqual(
    (manifest('table').inputs['all'] as readonly { at: unknown }[]).map(({ at }) => at),
    [
      { model: 'U', seed: '1' },
      { model: 'U', seed: '2' },
      { model: 'H', seed: '1' },
      { model: 'H', seed: '2' },
    ],
  );
});

test('the keys of instances are what they always were', (t) => {
  const find = planned();
  const key = (name: string) => {
    const { planner, id } = find(name);
    return planner.key(id);
  };
  const golden = {
    data: '6a6c0370ee3c4239812eededec590973f4b82015ebb54f4af37af22b7d5c8b13',
    'extra[model=U]': 'f5ad2d0d737a02aeb41ff815dd78673f2809ddbc7b85de87cd445370ca06befa',
    'tuned[model=U,seed=2]': '97ffb51f168cdebb05a0af04286e5b5df75736ad3eb4fcb7076d6316de0785de',
    'tuned[model=H,seed=1]': '8d3bf00fd2b4190f14a2e913fffe57252f792b9fe7099d6f74841dd29e66efd2',
    'perModel[model=H]': '878ab87a04472e7d90548dff4bdc177bf3311ccb5f318ffd62a3b105034b2e59',
    table: '9a0dbfc19c4f4d2713ae5eee55e72d18a1ea8447c584dcf25a2f512aecd972e2',
  };
  t.deepEqual(Object.fromEntries(Object.keys(golden).map((name) => [name, key(name)])), golden);
  const { planner, id } = find('tuned[model=U,seed=2]');
  t.is(
    trajectoryKeyOf(planner.manifest(id), 'epochs'),
    'e17a4c72a5adb86a589e660df70a68d98f641791f8f168c956eedf50c5499efa',
  );
});
