/** Node types that do next to nothing, so that what is left is the engine. Each has a twin inside the coordinator. */
const json = (description) => ({ artifact: 'json', description });

const number = { type: 'number', default: 0, description: 'goes into the result' };

function pair(type, definition) {
  const full = { version: '1', description: 'For the benchmark.', ...definition };
  return [
    { ...full, type },
    { ...full, type: `light-${type}`, light: true },
  ];
}

const write = (output, value) => output('value').write('value.json', JSON.stringify(value));

export default [
  ...pair('give', {
    params: { type: 'object', additionalProperties: false, properties: { value: number } },
    inputs: {},
    outputs: { value: json('a number') },
    run: ({ params, output }) => write(output, params.value),
  }),
  ...pair('pass', {
    params: { type: 'object', additionalProperties: false, properties: { value: number, other: number } },
    inputs: { a: json('a number') },
    outputs: { value: json('the numbers') },
    run: async ({ params, inputs, output }) =>
      write(output, [params.value, params.other, await inputs.a.json('value.json')]),
  }),
  ...pair('gather', {
    params: { type: 'object', additionalProperties: false, properties: { value: number } },
    inputs: { all: { ...json('numbers'), gather: true } },
    outputs: { value: json('how many') },
    run: ({ inputs, output }) => write(output, inputs.all.length),
  }),
];
