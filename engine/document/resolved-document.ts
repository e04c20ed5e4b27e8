import { type Located, toJson } from './json/located.js';
import type { Axis, JsonObject, JsonValue } from './pipeline.js';

/**
 * A document as it was meant for one command, to be stored and compared: files pulled in, `--set` taken in, each axis as
 * label → value. What `${…}` stands for in nodes is left as it is written.
 */
export function resolvedDocument(
  document: Located,
  axes: ReadonlyMap<string, Axis>,
  variables: Readonly<Record<string, JsonValue>>,
): JsonObject {
  const { $schema: _, ...sections } = toJson(document) as JsonObject;
  return Object.fromEntries(
    Object.entries(sections).map(([name, section]) => {
      if (name === 'vars') return [name, { ...(section as JsonObject), ...variables }];
      if (name === 'axes') {
        // A search brings one more, which is written there.
        const written = [...axes].filter(([axis]) => Object.hasOwn(section as JsonObject, axis));
        return [name, Object.fromEntries(written.map(([axis, of]) => [axis, byLabel(of)]))];
      }
      return [name, section];
    }),
  );
}

function byLabel({ labels, values }: Axis): JsonObject {
  return Object.fromEntries(labels.map((label, at) => [label, values[at]!]));
}
