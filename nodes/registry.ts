import { pathToFileURL } from 'node:url';
import { augment } from './augment/definition.js';
import type { AnyNode } from './define-node.js';
import { evaluate } from './evaluate/definition.js';
import { fetch } from './fetch/definition.js';
import { finetune } from './finetune/definition.js';
import { load } from './load/definition.js';
import { pretrainGan } from './pretrain-gan/definition.js';
import { tabulate } from './tabulate/definition.js';

/** The node types that micrograph brings. Definitions only: their run code is imported when it runs. */
export const builtInNodes: readonly AnyNode[] = [
  fetch,
  load,
  augment,
  pretrainGan,
  finetune,
  evaluate,
  tabulate,
];

/** The definitions that a plugin module exports as its default: one, or a list. */
export async function importPlugin(path: string): Promise<readonly AnyNode[]> {
  const { default: exported } = (await import(pathToFileURL(path).href)) as { default?: AnyNode | AnyNode[] };
  return exported === undefined ? [] : [exported].flat();
}
