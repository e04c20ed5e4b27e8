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
  if (weights.every(({ name }) => isFrozen(name))) {
    return [{ path: ['freeze'], message: 'every weight is frozen: there is nothing left to train' }];
  }
  return [...unmatched, ...halfFrozen(names, isFrozen)];
}

/** A layer that normalises by running statistics needs both to belong together. */
function halfFrozen(names: readonly string[], isFrozen: (name: string) => boolean): readonly Problem[] {
  const layers = names.filter((name) => name.endsWith('.mean')).map((name) => name.slice(0, -'.mean'.length));
  const half = layers.find((layer) => isFrozen(`${layer}.mean`) !== isFrozen(`${layer}.variance`));
  if (half === undefined) return [];
  const [frozen, free] = isFrozen(`${half}.mean`) ? ['mean', 'variance'] : ['variance', 'mean'];
  return [
    {
      path: ['freeze'],
      message: `of the running statistics of ${half}, ${frozen} is frozen and ${free} is not`,
      hint: `freeze both, as by ${half}.*, or *.mean and *.variance`,
    },
  ];
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
