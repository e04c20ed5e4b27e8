import { type Difference, differences } from './difference.js';
import type { GatheredDigest, Manifest } from './manifest.js';

/** Stands for the digest of an artifact that is still to be computed. */
export const notKnownYet = 'not known yet';

/**
 * Every field in which two manifests differ. Gathered artifacts are compared point by point, as
 * `inputs.scores[model=A,seed=1]`, so that one that came between others is one difference.
 */
export function manifestDifferences(before: Manifest, after: Manifest): Difference[] {
  return [
    ...differences({ ...before, inputs: undefined }, { ...after, inputs: undefined }),
    ...differences(byPoint(before.inputs), byPoint(after.inputs), 'inputs'),
    ...orderDifferences(before.inputs, after.inputs),
  ];
}

/** `scores`, or `scores[model=A,seed=1]` for one of several gathered ones. */
export function inputName(port: string, at?: GatheredDigest['at']): string {
  if (at === undefined) return port;
  return `${port}[${Object.entries(at).map(([axis, label]) => `${axis}=${label}`)}]`;
}

function byPoint(inputs: Manifest['inputs']): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([port, given]) =>
      typeof given === 'string'
        ? [[port, given]]
        : given.map(({ at, digest }) => [inputName(port, at), digest]),
    ),
  );
}

/** The same points in another order are another input: a table shows them so. */
function orderDifferences(before: Manifest['inputs'], after: Manifest['inputs']): Difference[] {
  return Object.entries(after).flatMap(([port, given]): Difference[] => {
    const earlier = before[port];
    if (typeof given === 'string' || typeof earlier === 'string' || earlier === undefined) return [];
    const names = (list: readonly GatheredDigest[]) => list.map(({ at }) => inputName('', at));
    const [ordered, orderedBefore] = [names(given), names(earlier)];
    const isSame = String(ordered) === String(orderedBefore);
    if (isSame || String(ordered.toSorted()) !== String(orderedBefore.toSorted())) return [];
    return [{ field: `order of inputs.${port}`, before: orderedBefore, after: ordered }];
  });
}
