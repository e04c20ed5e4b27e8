import { isMisspelt } from '../diagnostics/did-you-mean.js';
import { fieldOf, type Located } from '../json/located.js';
import { nodeGrammar } from '../schema/grammar.js';

const known = Object.keys(nodeGrammar.properties);

/**
 * Whether a node's section is an object, or not written at all. Otherwise (it is something else, or its name may be
 * misspelt) that is reported, and nothing more can be said about it.
 */
export function isReadable(node: Located, section: 'params' | 'inputs' | 'when'): boolean {
  if (node.kind !== 'object') return false;
  const value = fieldOf(node, section);
  return value === undefined ? !isMisspelt(section, node.fields.keys(), known) : value.kind === 'object';
}
