import test from 'ava';
import { builtInNodes } from './registry.js';
import { completeParams } from './test-node.js';

interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema | readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** The largest value that a schema allows; numbers without a bound are as large as whole numbers get. */
function largest(schema: Schema): unknown {
  const { type, anyOf, items } = schema;
  if ('const' in schema) return schema.const;
  if (schema.enum) return schema.enum.at(-1);
  if (anyOf) return largest(anyOf[0]!);
  if (type === 'boolean') return true;
  if (type === 'string') return 'a';
  if (type === 'object') {
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, largest(inner)]),
    );
  }
  if (type === 'array') {
    if (Array.isArray(items)) return items.map(largest);
    return Array.from({ length: schema.maxItems ?? schema.minItems ?? 1 }, () => largest(items as Schema));
  }
  const { maximum = Number.MAX_SAFE_INTEGER, exclusiveMaximum } = schema;
  return exclusiveMaximum === undefined ? maximum : exclusiveMaximum - 1e-9;
}

for (const definition of builtInNodes) {
  test(`the params of ${definition.type} can be checked where all are as large as the schema allows`, (t) => {
    const all = largest(definition.params as Schema) as Record<string, unknown>;
    const params = completeParams(definition, all);
    t.notThrows(() => definition.check?.(params));
    // Params that exclude each other hide what comes after them: each large one on its own, too.
    const required = new Set((definition.params as { required?: readonly string[] }).required);
    for (const name of Object.keys(all)) {
      const some = Object.entries(all).filter(([other]) => other === name || required.has(other));
      t.notThrows(() => definition.check?.(completeParams(definition, Object.fromEntries(some))), name);
    }
  });
}
