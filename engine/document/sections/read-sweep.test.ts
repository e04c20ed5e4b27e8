import test from 'ava';
import { loadGood, problemsOf } from '../load-text.test-helper.js';
import type { Pipeline } from '../pipeline.js';

const axes = '{ "model": { "A": { "n": 1 }, "B": { "n": 2 } }, "n": [1, 2], "opt": ["adam", "sgd", "lion"] }';

/** A document that sweeps three axes in this shape. */
const withSweep = (sweep: string, more = axes) => `{ "axes": ${more},
  "sweep": ${sweep},
  "nodes": { "a": { "type": "source", "params": { "path": "\${model.n} \${n} \${opt}" } } } }`;

const paths = ({ nodes }: Pipeline) => nodes.get('a')!.variants.map(({ params }) => params['path']);

/** [what the title says, the shape, the points that there are: model, n, opt] */
const good: readonly [string, string, readonly string[]][] = [
  [
    'zipped axes advance together',
    '{ "zip": [["n", "model"]], "exclude": [{ "opt": { "not": "sgd" } }] }',
    ['1 1 sgd', '2 2 sgd'],
  ],
  [
    'a partial point excludes all that agree with it',
    '{ "exclude": [{ "opt": ["adam", "lion"] }, { "model": "A", "n": 2 }] }',
    ['1 1 sgd', '2 1 sgd', '2 2 sgd'],
  ],
  [
    'an included point may be off the diagonal of a zip, and bring values of its own',
    '{ "zip": [["model", "n"]], "exclude": [{ "opt": ["sgd", "lion"] }], "include": [{ "model": "A", "n": 7, "opt": "x" }] }',
    ['1 1 adam', '1 7 x', '2 2 adam'],
  ],
  [
    'an included point goes through the values of axes that it does not name',
    '{ "exclude": [{ "opt": ["sgd", "lion"] }], "include": [{ "n": 7 }] }',
    ['1 1 adam', '1 2 adam', '1 7 adam', '2 1 adam', '2 2 adam', '2 7 adam'],
  ],
  [
    'an exclude holds for included points, unless they name all its axes',
    '{ "exclude": [{ "opt": ["sgd", "lion"] }, { "model": "B", "n": [2, 7] }], "include": [{ "n": 7 }, { "n": 2, "model": "B", "opt": "adam" }] }',
    ['1 1 adam', '1 2 adam', '1 7 adam', '2 1 adam', '2 2 adam'],
  ],
  [
    'lists under include are crossed, and objects bring labelled values',
    '{ "exclude": [{ "opt": { "not": [] } }], "include": [{ "model": ["A", { "label": "C", "n": 3 }], "n": 1, "opt": ["sgd", "adam"] }] }',
    ['1 1 adam', '1 1 sgd', '3 1 adam', '3 1 sgd'],
  ],
];

for (const [title, sweep, expected] of good) {
  test(title, async (t) => t.deepEqual(paths(await loadGood(t, { document: withSweep(sweep) })), expected));
}

test('params are not checked at points that the sweep does not have', async (t) => {
  const pipeline = await loadGood(t, {
    document: {
      axes: { take: [0, 1], path: ['x', 'y'] },
      sweep: {
        exclude: [
          { take: 0, path: 'x' },
          { take: 0, path: 'y' },
        ],
        include: [{ take: 5, path: 'x' }],
      },
      nodes: { a: { type: 'source', params: { path: '${path}', take: '${take}' } } },
    },
  });
  t.deepEqual(
    pipeline.nodes.get('a')!.variants.map(({ params }) => [params['path'], params['take']]),
    [
      ['x', 1],
      ['y', 1],
      ['x', 5],
    ],
  );
});

test('axes and included points may be tables: rows are named by their first column, cells by its header', async (t) => {
  const { axes, sweep } = await loadGood(t, {
    document: {
      axes: { image: { $ref: 'images.csv' }, seed: [1, 2] },
      sweep: { exclude: [{ image: 'b' }], include: { $ref: 'points.csv' } },
      nodes: { a: { type: 'source', params: { path: '${image.file} ${seed}', take: '${image.take}' } } },
    },
    files: {
      'images.csv': 'name,file,take\na,a.tif,3\nb,"b, c.tif",5\n',
      'points.csv': 'image,seed\nb,2\n,9\n',
    },
  });
  t.deepEqual(axes.get('image')?.values, [
    { name: 'a', file: 'a.tif', take: 3 },
    { name: 'b', file: 'b, c.tif', take: 5 },
  ]);
  const space = sweep.on(['image', 'seed']);
  t.deepEqual(
    space.indices().map((index) => Object.values(space.labelsAt(index)).join()),
    ['a,1', 'a,2', 'a,9', 'b,2'],
  );
});

test('a column "label" names the rows and is no part of the values', async (t) => {
  const { axes } = await loadGood(t, {
    document: {
      axes: { rate: { $ref: 'r.csv' } },
      nodes: { a: { type: 'source', params: { path: '_${rate.a}' } } },
    },
    files: { 'r.csv': 'a,label\n0.1,01\n0.2,2\n' },
  });
  t.deepEqual(axes.get('rate')?.labels, ['01', '2']);
  t.deepEqual(axes.get('rate')?.values, [{ a: 0.1 }, { a: 0.2 }]);
});

/** [what the title says, the shape, what is said of it] */
const wrong: readonly [string, string, readonly string[]][] = [
  [
    'an unknown axis in a zip',
    '{ "zip": [["model", "m"]] }',
    [
      'pipeline.json:2:32  error: unknown axis "m"',
      '    "sweep": { "zip": [["model", "m"]] },',
      '                                 ~~~',
      '    hint: axes: model, n, opt',
    ],
  ],
  [
    'zipped axes of unequal lengths',
    '{ "zip": [["model", "opt"]] }',
    [
      'pipeline.json:2:22  error: zipped axes must be equally long: "model" has 2, "opt" has 3',
      '    "sweep": { "zip": [["model", "opt"]] },',
      '                       ~',
      '    hint: zipped axes advance together: each label goes with the one at its place on the others',
    ],
  ],
  [
    'an axis that is zipped twice',
    '{ "zip": [["model", "n"], ["n", "opt"]] }',
    [
      'pipeline.json:2:39  error: axis "n" is zipped twice',
      '    "sweep": { "zip": [["model", "n"], ["n", "opt"]] },',
      '                                        ~~~',
      '    pipeline.json:2:32  first written here',
      '    "sweep": { "zip": [["model", "n"], ["n", "opt"]] },',
      '                                 ~~~',
    ],
  ],
  [
    'a zip of one axis',
    '{ "zip": [["model"]] }',
    [
      'pipeline.json:2:22  error: expected at least 2 items, found 1',
      '    "sweep": { "zip": [["model"]] },',
      '                       ~~~~~~~~~',
    ],
  ],
  [
    'an unknown axis and an unknown label under exclude',
    '{ "exclude": [{ "modle": "A" }, { "opt": "adm" }] }',
    [
      'pipeline.json:2:28  error: unknown axis "modle"',
      '    "sweep": { "exclude": [{ "modle": "A" }, { "opt": "adm" }] },',
      '                             ~~~~~~~',
      '    hint: did you mean "model"?',
      'pipeline.json:2:53  error: axis "opt" has no label "adm"',
      '    "sweep": { "exclude": [{ "modle": "A" }, { "opt": "adm" }] },',
      '                                                      ~~~~~',
      '    hint: did you mean "adam"?',
    ],
  ],
  [
    'a point that exclude never matches',
    '{ "zip": [["model", "n"]], "exclude": [{ "model": "A", "n": 2 }] }',
    [
      'pipeline.json:2:51  error: this excludes no point',
      '    "sweep": { "zip": [["model", "n"]], "exclude": [{ "model": "A", "n": 2 }] },',
      '                                                    ~',
      '    hint: "model" and "n" are zipped: they have these labels at no point together, unless "include" names all of them',
    ],
  ],
  [
    'a point that is excluded already',
    '{ "exclude": [{ "model": "A" }, { "model": "A", "n": 2 }] }',
    [
      'pipeline.json:2:44  error: all points that this excludes are excluded by entries before it',
      '    "sweep": { "exclude": [{ "model": "A" }, { "model": "A", "n": 2 }] },',
      '                                             ~',
    ],
  ],
  [
    'an included point that is there already',
    '{ "include": [{ "model": "A", "n": 2 }] }',
    [
      'pipeline.json:2:26  error: all points that this includes are there without it',
      '    "sweep": { "include": [{ "model": "A", "n": 2 }] },',
      '                           ~',
      '    hint: "include" is for points that the product of the axes does not have',
    ],
  ],
  [
    'a point that is included twice',
    '{ "include": [{ "n": 7, "opt": "sgd" }, { "opt": "sgd", "n": 7 }] }',
    [
      'pipeline.json:2:52  error: the same point is included twice, first on line 2',
      '    "sweep": { "include": [{ "n": 7, "opt": "sgd" }, { "opt": "sgd", "n": 7 }] },',
      '                                                     ~',
      '    pipeline.json:2:26  first written here',
      '    "sweep": { "include": [{ "n": 7, "opt": "sgd" }, { "opt": "sgd", "n": 7 }] },',
      '                           ~',
    ],
  ],
  [
    'an included value whose partner in a zip is not known',
    '{ "zip": [["model", "n"]], "include": [{ "n": 7 }] }',
    [
      'pipeline.json:2:51  error: this includes no point',
      '    "sweep": { "zip": [["model", "n"]], "include": [{ "n": 7 }] },',
      '                                                    ~',
      '    hint: "model" and "n" are zipped: they have these labels at no point together, unless "include" names all of them',
    ],
  ],
  [
    'an included label that is none, where labels are not values',
    '{ "include": [{ "model": "C" }] }',
    [
      'pipeline.json:2:37  error: axis "model" has no label "C"',
      '    "sweep": { "include": [{ "model": "C" }] },',
      '                                      ~~~',
      '    hint: labels: A, B; a new value is written { "label": …, … }',
    ],
  ],
  [
    'an included label that has another value already',
    '{ "include": [{ "model": { "label": "A", "n": 3 } }] }',
    [
      'pipeline.json:2:48  error: axis "model" has a label "A" already, with another value',
      '    "sweep": { "include": [{ "model": { "label": "A", "n": 3 } }] },',
      '                                                 ~~~',
      '    hint: write "A" for the value that is there, or give this one another label',
    ],
  ],
  [
    'a new value that may be a misspelt label, as a warning',
    '{ "include": [{ "opt": "adan" }] }',
    [
      'pipeline.json:2:35  warning: "adan" is a new value of axis "opt", which only this brings',
      '    "sweep": { "include": [{ "opt": "adan" }] },',
      '                                    ~~~~~~',
      '    hint: did you mean "adam"?',
    ],
  ],
  [
    'a sweep without points',
    '{ "exclude": [{ "n": [1, 2] }] }',
    [
      'pipeline.json:2:14  error: the sweep has no point: all are excluded',
      '    "sweep": { "exclude": [{ "n": [1, 2] }] },',
      '               ~~~~~~~~~',
      '    hint: remove an entry, or bring points back with "include"',
    ],
  ],
  [
    'an entry that says nothing',
    '{ "exclude": [{}] }',
    [
      'pipeline.json:2:26  error: expected at least 1 field, found 0',
      '    "sweep": { "exclude": [{}] },',
      '                           ~~',
    ],
  ],
  [
    'an unknown field',
    '{ "excludes": [{ "n": 1 }] }',
    [
      'pipeline.json:2:14  error: unknown field "excludes"',
      '    "sweep": { "excludes": [{ "n": 1 }] },',
      '               ~~~~~~~~~~',
      '    hint: did you mean "exclude"?',
    ],
  ],
];

for (const [title, sweep, expected] of wrong) {
  test(`reports ${title}`, async (t) =>
    t.deepEqual(await problemsOf(t, { document: withSweep(sweep) }), expected));
}

test('reports excludes that tie too many choices together', async (t) => {
  const many = JSON.stringify(Array.from({ length: 101 }, (_, n) => n));
  const lines = await problemsOf(t, {
    document: withSweep(
      '{ "exclude": [{ "model": 1, "n": 1 }, { "n": 2, "opt": 2 }] }',
      `{ "model": ${many}, "n": ${many}, "opt": ${many} }`,
    ).replace('${model.n}', '${model}'),
  });
  t.is(
    lines[0],
    'pipeline.json:2:14  error: the exclude entries tie "model", "n", "opt" together, which have 1030301 points, where 1000000 are allowed',
  );
});

test('mistakes in a table are reported at their place in it', async (t) => {
  const problems = (csv: string) =>
    problemsOf(t, {
      document: {
        axes: { image: { $ref: 'i.csv' } },
        nodes: { a: { type: 'source', params: { path: '${image.file}', take: '${image.take}' } } },
      },
      files: { 'i.csv': csv },
    });
  t.deepEqual(await problems('name,file,take\na,x,1\na,y,2\n'), [
    'i.csv:3:1  error: the label "a" is there twice, first on line 2',
    '    a,y,2',
    '    ~',
    '    i.csv:2:1  first written here',
    '    a,x,1',
    '    ~',
  ]);
  t.deepEqual(await problems('name,file,take\n,x,1\n'), [
    'i.csv:2:1  error: the row has nothing in the column "name", which names it',
    '    ,x,1',
    '    ~',
    '    hint: rows are named by the column "label", or else by the first one',
  ]);
  t.deepEqual(
    (await problems('name,file,take\n"a\n",x,1\n'))[0],
    'i.csv:2:1  error: a label cannot be empty or hold control characters',
  );
  t.deepEqual(await problems('name,file,take\n'), [
    'i.csv:1:1  error: expected at least 1 item, found 0',
    '    name,file,take',
    '    ~',
  ]);
});

test('a shape that is wrong hides no other mistake, and leads to none', async (t) => {
  const lines = await problemsOf(t, {
    document: {
      axes: { n: [0, 1] },
      sweep: { exclude: [{ m: 0 }] },
      nodes: {
        a: { type: 'source', params: { path: 'x', take: '${n}' } },
        b: { type: 'source', params: { path: 'x', take: 0 } },
      },
    },
  });
  t.deepEqual(
    lines.filter((line) => line.includes('error')),
    [
      'pipeline.json:11:9  error: unknown axis "m"',
      'pipeline.json:27:17  error: expected at least 1, found 0',
    ],
  );
});
