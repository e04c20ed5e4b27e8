/** Names of nodes, axes and variables. */
const names = {
  pattern: '^[A-Za-z][A-Za-z0-9_-]*$',
  description: 'a name is a letter, then letters, digits, "_" or "-"',
} as const;

/** Labels of one axis in a condition: one, or several of which any fits. */
const label = { type: ['string', 'number', 'boolean'] } as const;

/** Which labels of one axis are meant. */
const axisCondition = {
  type: ['string', 'number', 'boolean', 'array', 'object'],
  items: label,
  required: ['not'],
  additionalProperties: false,
  properties: {
    not: {
      type: ['string', 'number', 'boolean', 'array'],
      items: label,
      description: 'All labels but these are meant.',
    },
  },
} as const;

/** What shapes the sweep. */
export const sweepGrammar = {
  type: 'object',
  additionalProperties: false,
  properties: {
    zip: {
      type: 'array',
      items: { type: 'array', minItems: 2, items: { type: 'string' } },
      description:
        'Groups of axes that advance together, [["model", "rate"]]: the first label of one goes with the first of the others, and so on. They must be equally long.',
    },
    exclude: {
      type: 'array',
      items: { type: 'object', minProperties: 1, additionalProperties: axisCondition },
      description:
        'Points that are left out: { "axis": "label" }, { "axis": ["label", "label"] } or { "axis": { "not": "label" } }; all that is said in an entry must hold. Axes that it does not name do not matter.',
    },
    include: {
      type: 'array',
      items: {
        type: 'object',
        minProperties: 1,
        additionalProperties: {
          type: ['string', 'number', 'boolean', 'array', 'object'],
          minItems: 1,
          items: { type: ['string', 'number', 'boolean', 'object'] },
        },
      },
      description:
        'Points beyond the product of the axes: for each axis a label, a new value, or a list of these. Axes that an entry does not name go through their values.',
    },
  },
} as const;

const axisNames = { type: 'array', items: { type: 'string' }, uniqueItems: true } as const;

/** What stops poor points early. */
export const searchGrammar = {
  type: 'object',
  required: ['successiveHalving'],
  additionalProperties: false,
  properties: {
    successiveHalving: {
      type: 'object',
      required: ['axis', 'metric', 'rungs', 'keep'],
      additionalProperties: false,
      description:
        'All candidates are trained up to the first rung, the best of them up to the next one, and so on. ${rung} is how far.',
      properties: {
        axis: {
          ...axisNames,
          type: ['string', 'array'],
          minItems: 1,
          description:
            'What is searched: each value of the axis, or each choice of values on several, is a candidate.',
        },
        by: {
          ...axisNames,
          description: 'Axes at each of whose points it is decided apart who goes on.',
        },
        metric: {
          type: 'object',
          required: ['node', 'value'],
          additionalProperties: false,
          description: 'What candidates are ranked by: the mean over axes that are not named here.',
          properties: {
            node: {
              type: 'string',
              minLength: 1,
              description: '"node" or "node.port" that gives scores or a history; its last epoch counts.',
            },
            value: {
              type: 'string',
              minLength: 1,
              description: 'Which value: "dice", or "validationDice" of a history.',
            },
            best: {
              enum: ['highest', 'lowest'],
              description: 'Which values are better; known of the metrics and losses of tasks.',
            },
          },
        },
        rungs: {
          type: 'array',
          minItems: 2,
          items: { type: 'integer', minimum: 1 },
          description: 'How far trainings go before each decision, increasing: the values of ${rung}.',
        },
        keep: {
          type: 'number',
          exclusiveMinimum: 0,
          exclusiveMaximum: 1,
          description: 'The share of candidates that goes on from each rung; one does at least.',
        },
      },
    },
  },
} as const;

/** One input of a node, whatever its type. */
export const inputGrammar = {
  type: ['string', 'object'],
  minLength: 1,
  required: ['gather'],
  additionalProperties: false,
  properties: {
    gather: {
      type: 'string',
      minLength: 1,
      description: 'Collects all instances of this node, "node" or "node.port", into one input.',
    },
    by: {
      type: 'array',
      items: { type: 'string' },
      uniqueItems: true,
      description: 'The axes that are kept apart: one collection for each choice of values on them.',
    },
  },
} as const;

/** One entry under `nodes`, whatever its type. */
export const nodeGrammar = {
  type: 'object',
  required: ['type'],
  additionalProperties: false,
  properties: {
    type: { type: 'string', description: 'What the node does.' },
    params: {
      type: 'object',
      description:
        'The settings of the node. A text may hold ${axis}, ${axis.field}, ${vars.x} and ${env.X}.',
    },
    inputs: {
      type: 'object',
      additionalProperties: inputGrammar,
      description: 'What feeds each input port: "node", "node.port", or { "gather": "node" }.',
    },
    resources: {
      type: 'object',
      additionalProperties: false,
      description: 'What an instance takes while it runs, where the type says otherwise. In no key.',
      properties: {
        cpus: { type: 'integer', minimum: 0, description: 'How many cpus it keeps busy.' },
        memoryBytes: {
          type: 'integer',
          minimum: 1,
          description: 'The memory of the worker and what it starts: it is stopped where it holds more.',
        },
        gpus: { enum: [0, 1], description: '1: a GPU to itself, where the run has some. 0: none.' },
        limits: {
          type: 'object',
          propertyNames: names,
          additionalProperties: { type: 'integer', minimum: 0 },
          description: 'How much it takes of each named limit.',
        },
      },
    },
    timeoutMs: {
      type: 'integer',
      minimum: 1,
      description: 'How many milliseconds one attempt may take. In no key.',
    },
    when: {
      type: 'object',
      description:
        'Leaves the node out where an axis has another label: { "axis": "label" }, { "axis": ["label", "label"] } or { "axis": { "not": "label" } }. All conditions must hold.',
      additionalProperties: axisCondition,
    },
  },
} as const;

/** The shape of a pipeline document (JSON Schema, draft-07), with `$ref`s pulled in and without what node types add. */
export const documentGrammar = {
  type: 'object',
  required: ['nodes'],
  additionalProperties: false,
  properties: {
    $schema: { type: 'string', description: 'Where editors find the schema of this document.' },
    name: {
      type: 'string',
      minLength: 1,
      description: 'What reports call the pipeline; the name of the file where it is not given.',
    },
    vars: {
      type: 'object',
      propertyNames: names,
      description: 'Values used in several places as ${vars.name}; --set replaces them for one run.',
    },
    axes: {
      type: 'object',
      propertyNames: names,
      description: 'What is swept: for each axis a list of values, or an object of labels and values.',
      additionalProperties: { type: ['array', 'object'], minItems: 1, minProperties: 1 },
    },
    limits: {
      type: 'object',
      propertyNames: names,
      additionalProperties: { type: 'integer', minimum: 1 },
      description: 'How much of each named limit there is; 1 where not given. In no key.',
    },
    sweep: {
      ...sweepGrammar,
      description: 'Makes the sweep other than every choice of one value on each axis.',
    },
    search: { ...searchGrammar, description: 'Stops poor points of the sweep early.' },
    nodes: {
      type: 'object',
      minProperties: 1,
      propertyNames: names,
      additionalProperties: nodeGrammar,
      description: 'The steps of the experiment, by name.',
    },
  },
} as const;
