import type { AnyNode, InputPort } from '../../../nodes/define-node.js';
import { documentGrammar, inputGrammar, nodeGrammar } from './grammar.js';

type Schema = Readonly<Record<string, unknown>>;

/** An object that stands for a file. */
const pulledIn = { $ref: '#/definitions/file' };
const template = { $ref: '#/definitions/template' };

/** What may stand in place of values. */
const placeholders = {
  template: {
    type: 'string',
    pattern: '\\$\\{',
    description:
      '${axis}, ${axis.field}, ${vars.name} or ${env.NAME}; alone in a text it takes the type of the value.',
  },
  file: {
    type: 'object',
    required: ['$ref'],
    additionalProperties: false,
    properties: { $ref: { type: 'string', description: 'A JSON or CSV file, relative to this one.' } },
  },
};

/** The schema for editors (JSON Schema, draft-07) of files that documents pull in, in which the same may stand in place of values. */
export function publishedFileSchema(title: string, schema: Schema): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title,
    ...accept(schema, '#'),
    definitions: placeholders,
  };
}

/** The schema for editors (JSON Schema, draft-07): the grammar with the params and ports of node types. */
export function publishedSchema(definitions: readonly AnyNode[]): Schema {
  const { axes, sweep, search, nodes } = documentGrammar.properties;
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'micrograph pipeline',
    description: 'Nodes that form a directed acyclic graph, and the axes that it sweeps.',
    ...documentGrammar,
    properties: {
      ...documentGrammar.properties,
      vars: orFile(documentGrammar.properties.vars),
      axes: orFile({ ...axes, additionalProperties: orFile(axes.additionalProperties) }),
      sweep: orFile({
        ...sweep,
        properties: {
          zip: orFile(sweep.properties.zip),
          exclude: orFile(sweep.properties.exclude),
          include: orFile(sweep.properties.include),
        },
      }),
      search: orFile(search),
      nodes: orFile({ ...nodes, additionalProperties: orFile(nodeSchema(definitions)) }),
    },
    definitions: {
      ...placeholders,
      ...Object.fromEntries(definitions.map((node) => [paramsName(node), paramsSchema(node)])),
    },
  };
}

function nodeSchema(definitions: readonly AnyNode[]): Schema {
  const types = definitions.map(({ type, description }) => ({ const: type, description }));
  return {
    ...nodeGrammar,
    properties: {
      ...nodeGrammar.properties,
      // Plugins bring types that are not known here.
      type: { description: nodeGrammar.properties.type.description, anyOf: [...types, { type: 'string' }] },
      params: orFile(nodeGrammar.properties.params),
      inputs: orFile(nodeGrammar.properties.inputs),
      when: orFile(nodeGrammar.properties.when),
    },
    allOf: definitions.map((definition) => ({
      if: { required: ['type'], properties: { type: { const: definition.type } } },
      // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema.
      then: typeSchema(definition),
    })),
  };
}

/** What a node of one type must have beyond the grammar. */
function typeSchema(definition: AnyNode): Schema {
  const ports: Readonly<Record<string, InputPort>> = definition.inputs;
  const needed = Object.keys(ports).filter((name) => ports[name]!.optional !== true);
  const hasNeededParams = neededFields(definition.params as Schema).length > 0;
  return {
    description: definition.description,
    required: [...(hasNeededParams ? ['params'] : []), ...(needed.length > 0 ? ['inputs'] : [])],
    properties: {
      params: orFile({ $ref: `#/definitions/${paramsName(definition)}` }),
      inputs: orFile({
        type: 'object',
        required: needed,
        additionalProperties: false,
        properties: Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, portSchema(port)])),
      }),
    },
  };
}

function portSchema({ artifact, description, gather }: InputPort): Schema {
  const { type: _, minLength, ...collection } = inputGrammar;
  const form = gather ? { type: 'object', ...collection } : { type: 'string', minLength };
  return { ...form, description: `${description} (${artifact})` };
}

function paramsName({ type }: AnyNode): string {
  return `params-${type}`;
}

function paramsSchema(definition: AnyNode): Schema {
  return accept(definition.params as Schema, `#/definitions/${paramsName(definition)}`);
}

/** Required fields without a default: the others are filled in before the schema of the node is applied. */
function neededFields(schema: Schema): readonly string[] {
  const { required = [], properties = {} } = schema as {
    required?: readonly string[];
    properties?: Readonly<Record<string, Schema>>;
  };
  return required.filter((name) => properties[name]?.['default'] === undefined);
}

/** A place that holds a value: the value, or `${…}`, or a file. */
function acceptValue(schema: unknown, root: string): unknown {
  if (typeof schema !== 'object' || schema === null) return schema;
  const { description, default: preset, ...rest } = accept(schema as Schema, root);
  return {
    ...(description === undefined ? {} : { description }),
    ...(preset === undefined ? {} : { default: preset }),
    anyOf: [rest, template, pulledIn],
  };
}

/** A schema whose inner places all accept `${…}` and files. */
function accept(schema: Schema, root: string): Schema {
  const value = (inner: unknown) => acceptValue(inner, root);
  const same = (inner: unknown) =>
    typeof inner === 'object' && inner !== null ? accept(inner as Schema, root) : inner;
  const each = (inner: unknown, change: (inner: unknown) => unknown) =>
    Object.fromEntries(Object.entries(inner as Schema).map(([name, one]) => [name, change(one)]));
  const accepted = Object.entries(schema).map(([keyword, inner]): [string, unknown] => {
    switch (keyword) {
      case 'properties':
      case 'patternProperties':
        return [keyword, each(inner, value)];
      case 'required':
        return [keyword, neededFields(schema)];
      case 'items':
        return [keyword, Array.isArray(inner) ? inner.map(value) : value(inner)];
      case 'additionalProperties':
      case 'additionalItems':
        return [keyword, value(inner)];
      case 'allOf':
      case 'anyOf':
        return [keyword, (inner as unknown[]).map(same)];
      // A `${…}` where branches differ fits several of them.
      case 'oneOf':
        return ['anyOf', (inner as unknown[]).map(same)];
      case 'then':
      case 'else':
        return [keyword, same(inner)];
      case 'definitions':
        return [keyword, each(inner, same)];
      case '$ref':
        return [keyword, (inner as string).replace('#', root)];
      default:
        return [keyword, inner];
    }
  });
  return Object.fromEntries(accepted.filter(([keyword]) => keyword !== 'discriminator'));
}

function orFile(schema: Schema): Schema {
  const { description, ...rest } = schema;
  return { ...(description === undefined ? {} : { description }), anyOf: [rest, pulledIn] };
}
