import type { Network } from '../../learn/networks/network.js';
import type { Problem } from '../define-node.js';

/** Tells the variables whose names one of the patterns matches; `*` in a pattern stands for any letters. */
export function frozenBy(patterns: readonly string[]): (name: string) => boolean {
  const expressions = patterns.map(
    (pattern) => new RegExp(`^${pattern.split(/\*+/).map(escaped).join('.*')}$`),
  );
  return (name) => expressions.some((expression) => expression.test(name));
}

/** What is wrong with the patterns of the param `freeze` for this network. */
export function checkFreeze(patterns: readonly string[], network: Network): readonly Problem[] {
  const names = network.variables.map(({ name }) => name);
  const unmatched = patterns.flatMap((pattern, index) =>
    names.some(frozenBy([pattern]))
      ? []
      : [
          {
            path: ['freeze', index],
            message: `no variable of the network is called ${pattern}`,
            hint: `these match: ${[...new Set(names.map((name) => `${name.split('.', 1)[0]}.*`))].join(', ')}`,
          },
        ],
  );
  const isFrozen = frozenBy(patterns);
  const weights = network.variables.filter(({ trained }) => trained);
  if (!weights.every(({ name }) => isFrozen(name))) return unmatched;
  return [{ path: ['freeze'], message: 'every weight is frozen: there is nothing left to train' }];
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
