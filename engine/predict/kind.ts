import { canonicalJson } from '../../cache/key/canonical-json.js';
import { taggedDigest } from '../../cache/key/digest.js';
import type { AnyNode } from '../../nodes/define-node.js';

/** Computations that are expected to take equally long, but for how much there is of it. */
export interface Kind {
  readonly type: string;
  readonly id: string;
  /** Values by path: `network.blocks` → `2`. */
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * Told by the type and by the params but for those that say how much there is to do (the progress of a training, the
 * user's files), which are counted, and for seeds, which only draw other numbers.
 */
export function kindOf(definition: AnyNode, params: Readonly<Record<string, unknown>>): Kind {
  const { type, trajectory, files = {} } = definition;
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries(params))
    if (name !== trajectory?.progress && !Object.hasOwn(files, name)) addFields(fields, name, value);
  return { type, id: taggedDigest('timing', canonicalJson({ type, fields })), fields };
}

function addFields(fields: Record<string, string>, path: string, value: unknown): void {
  if (path === 'seed' || path.endsWith('.seed')) return;
  if (value === null || typeof value !== 'object') fields[path] = JSON.stringify(value);
  else for (const [name, part] of Object.entries(value)) addFields(fields, `${path}.${name}`, part);
}

/** In how many fields two kinds of one type differ. */
export function distance(a: Kind['fields'], b: Kind['fields']): number {
  let differing = 0;
  for (const name in a) if (a[name] !== b[name]) differing++;
  for (const name in b) if (!(name in a)) differing++;
  return differing;
}
