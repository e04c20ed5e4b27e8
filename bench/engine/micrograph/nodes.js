/**
 * What the peers' tasks do, as light nodes: each writes one small JSON. It goes into the store, and a second time into
 * `out/`, where the harness counts the files that a command wrote.
 */
import { writeFileSync } from 'node:fs';

const json = { artifact: 'json', description: 'a small JSON' };
const params = (...names) => ({
  type: 'object',
  additionalProperties: false,
  required: names,
  properties: Object.fromEntries(names.map((name) => [name, { type: 'number', description: 'goes along' }])),
});
const light = (definition) => ({
  version: '1',
  light: true,
  description: 'For the benchmark.',
  ...definition,
});

async function put(output, name, value) {
  const content = JSON.stringify(value);
  writeFileSync(`out/${name}.json`, content);
  await output('value').write('value.json', content);
}

export default [
  light({
    type: 'peer-load',
    params: params(),
    inputs: {},
    outputs: { value: json },
    run: ({ output }) => put(output, 'load', { rows: 1000 }),
  }),
  light({
    type: 'peer-pretrain',
    params: params('group'),
    inputs: { data: json },
    outputs: { value: json },
    run: ({ params: { group }, output }) => put(output, `pretrain/${group}`, { group }),
  }),
  light({
    type: 'peer-finetune',
    params: params('group', 'member', 'lr'),
    inputs: { pretrained: json },
    outputs: { value: json },
    run({ params: { group, member, lr }, output }) {
      const point = 10 * group + member;
      return put(output, `finetune/${point}`, { point, lr });
    },
  }),
  light({
    type: 'peer-evaluate',
    params: params(),
    inputs: { tuned: json },
    outputs: { value: json },
    async run({ inputs, output }) {
      const of = await inputs.tuned.json('value.json');
      await put(output, `evaluate/${of.point}`, { of });
    },
  }),
  light({
    type: 'peer-tabulate',
    params: params(),
    inputs: { scores: { ...json, gather: true } },
    outputs: { value: json },
    run: ({ inputs, output }) => put(output, 'table', { points: inputs.scores.length }),
  }),
];
