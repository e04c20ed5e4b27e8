import type { JsonObject, JsonValue } from '../pipeline.js';
import { schemaAt } from './schema-pointer.js';

interface Schema {
  readonly default?: JsonValue;
  readonly properties?: Readonly<Record<string, Schema | boolean>>;
  readonly items?: Schema | boolean | readonly (Schema | boolean)[];
  readonly allOf?: readonly (Schema | boolean)[];
  readonly anyOf?: readonly (Schema | boolean)[];
  readonly oneOf?: readonly (Schema | boolean)[];
  readonly const?: JsonValue;
  readonly $ref?: string;
}

/** Fills in what a schema gives as `default`. */
export type FillDefaults = (value: JsonValue) => JsonValue;

/**
 * Makes the function that fills in the defaults of one schema: of missing `properties`, also inside lists, `allOf`,
 * local `$ref`s and those branches of `anyOf` or `oneOf` whose `const` properties (such as `kind`) the value has.
 * It never changes a value: what gets a default is copied, the rest is shared, and an inner object that was seen
 * before gives the same result object again. (Ajv's `useDefaults` writes into values, which here belong to many points.)
 */
export function defaultsOf(schema: unknown): FillDefaults {
  return new DefaultsCompiler(schema).compile(schema as Schema) ?? ((value) => value);
}

/** Compiles schemas to functions; undefined for one that has no defaults, so that values are not looked at in vain. */
class DefaultsCompiler {
  readonly #root: unknown;
  readonly #compiled = new Map<Schema, FillDefaults | undefined>();

  constructor(root: unknown) {
    this.#root = root;
  }

  compile(schema: Schema | boolean | undefined): FillDefaults | undefined {
    if (typeof schema !== 'object') return undefined;
    if (!this.#compiled.has(schema)) {
      // A schema that refers to itself finds this function, which by then does what the finished one does.
      this.#compiled.set(schema, (value) => this.#compiled.get(schema)?.(value) ?? value);
      this.#compiled.set(schema, this.#compile(schema));
    }
    return this.#compiled.get(schema);
  }

  #compile(schema: Schema): FillDefaults | undefined {
    const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
    const steps = [
      this.#fields(schema.properties ?? {}),
      this.#items(schema.items),
      ...(schema.allOf ?? []).map((part) => this.compile(part)),
      ...branches.map((branch) => this.#branch(branch)),
      schema.$ref === undefined ? undefined : this.compile(this.#resolve(schema.$ref)),
    ].filter((step) => step !== undefined);
    if (steps.length < 2) return steps[0];
    return (value) => steps.reduce((filled, step) => step(filled), value);
  }

  #fields(properties: Readonly<Record<string, Schema | boolean>>): FillDefaults | undefined {
    const fields = Object.entries(properties).flatMap(([name, property]) => {
      const preset = typeof property === 'object' ? property.default : undefined;
      const fill = remembering(this.compile(property));
      return preset === undefined && fill === undefined ? [] : [{ name, preset, fill }];
    });
    if (fields.length === 0) return undefined;
    return (value) => {
      if (!isObject(value)) return value;
      let copy: Record<string, JsonValue> | undefined;
      for (const { name, preset, fill } of fields) {
        const given = Object.hasOwn(value, name) ? value[name] : undefined;
        const start = given === undefined ? preset : given;
        const filled = start === undefined || fill === undefined ? start : fill(start);
        if (filled === undefined || filled === given) continue;
        copy ??= { ...value };
        copy[name] = filled;
      }
      return copy ?? value;
    };
  }

  #items(items: Schema['items']): FillDefaults | undefined {
    const fill = Array.isArray(items)
      ? undefined
      : remembering(this.compile(items as Schema | boolean | undefined));
    const each = Array.isArray(items) ? items.map((item) => remembering(this.compile(item))) : [];
    if (fill === undefined && each.every((one) => one === undefined)) return undefined;
    return (value) => {
      if (!Array.isArray(value)) return value;
      const filled = value.map((item: JsonValue, index) => (fill ?? each[index])?.(item) ?? item);
      return filled.some((item, index) => item !== value[index]) ? filled : value;
    };
  }

  #branch(branch: Schema | boolean): FillDefaults | undefined {
    const fill = this.compile(branch);
    if (typeof branch !== 'object' || fill === undefined) return undefined;
    const { properties = {} } = branch.$ref === undefined ? branch : this.#resolve(branch.$ref);
    const tags = Object.entries(properties).flatMap(([name, property]) =>
      typeof property === 'object' && property.const !== undefined ? [{ name, tag: property.const }] : [],
    );
    if (tags.length === 0) return undefined;
    return (value) =>
      isObject(value) && tags.every(({ name, tag }) => value[name] === tag) ? fill(value) : value;
  }

  #resolve(reference: string): Schema {
    return (schemaAt(this.#root, reference) ?? {}) as Schema;
  }
}

/** Gives the same result for the same object. */
function remembering(fill: FillDefaults | undefined): FillDefaults | undefined {
  if (fill === undefined) return undefined;
  const results = new Map<JsonValue, JsonValue>();
  return (value) => {
    if (typeof value !== 'object') return value;
    let result = results.get(value);
    if (result === undefined) {
      result = fill(value);
      results.set(value, result);
    }
    return result;
  };
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
