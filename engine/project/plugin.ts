import { access } from 'node:fs/promises';
import type { AnyNode } from '../../nodes/define-node.js';
import { importPlugin } from '../../nodes/registry.js';
import { codeDigest } from './code-digest.js';

/** A plugin's definitions, each with a version: its own, or one made from its code. Throws what is wrong with it. */
export async function loadPlugin(module: string): Promise<readonly AnyNode[]> {
  await access(module);
  const definitions = await importPlugin(module);
  if (definitions.length === 0)
    throw new Error('it has no default export: one definition, or a list of them');
  for (const definition of definitions) checkShape(definition);
  if (definitions.every((node) => node.version !== undefined)) return definitions;
  const version = `code:${await codeDigest(module)}`;
  return definitions.map((node) => (node.version === undefined ? { ...node, version } : node));
}

function checkShape(definition: AnyNode): void {
  const isObject = (value: unknown) => typeof value === 'object' && value !== null;
  if (!isObject(definition) || typeof definition.type !== 'string' || definition.type === '') {
    throw new Error('it exports something that is no node definition: a definition has a `type`');
  }
  const missing = (['params', 'inputs', 'outputs'] as const).find((name) => !isObject(definition[name]));
  if (missing) throw new Error(`its node type "${definition.type}" has no \`${missing}\``);
  if (typeof definition.run !== 'function')
    throw new Error(`its node type "${definition.type}" has no \`run\``);
}
