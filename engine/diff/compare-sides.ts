import type { Artifact } from '../../cache/artifact.js';
import { type Difference, differences } from '../../cache/key/difference.js';
import { manifestDifferences } from '../../cache/key/manifest-differences.js';
import { type ExplainedDifference, FileDifferences } from '../plan/file-differences.js';
import type { Side, SideInstance } from './side.js';

/** An instance that two sides have with different keys. */
export interface KeyDifference {
  readonly instance: string;
  /** Missing where it is not known. */
  readonly a?: string;
  readonly b?: string;
  /** What the keys are made of, field by field; missing where that is not known of one of them. */
  readonly differences?: readonly ExplainedDifference[];
}

/** An output that is not the same on both sides, or is there on one only. */
export interface ResultDifference {
  readonly instance: string;
  readonly port: string;
  readonly a?: Artifact;
  readonly b?: Artifact;
}

export interface SidesDifference {
  readonly a: string;
  readonly b: string;
  /** Missing where one of the documents is not known. */
  readonly document?: readonly Difference[];
  /** Instances that only one of them has. */
  readonly onlyInA: readonly string[];
  readonly onlyInB: readonly string[];
  /** How many instances have the same key on both sides. */
  readonly sameKeys: number;
  readonly keys: readonly KeyDifference[];
  /** How many outputs are the same on both sides. */
  readonly sameResults: number;
  readonly results: readonly ResultDifference[];
}

export function compareSides(a: Side, b: Side): SidesDifference {
  const files = new FileDifferences();
  const both = [...a.instances].filter(([instance]) => b.instances.has(instance));
  const pairs = both.map(([instance, ofA]) => ({ instance, ofA, ofB: b.instances.get(instance)! }));
  const hasSameKey = ({ ofA, ofB }: (typeof pairs)[number]) => ofA.key !== undefined && ofA.key === ofB.key;
  const different = pairs.filter((pair) => !hasSameKey(pair));
  const outputs = pairs.flatMap(({ instance, ofA, ofB }) => outputPairs(instance, ofA, ofB));
  const results = outputs.filter((each) => each.a?.digest !== each.b?.digest);
  return {
    a: a.name,
    b: b.name,
    ...(a.document && b.document && { document: differences(a.document, b.document) }),
    onlyInA: [...a.instances.keys()].filter((instance) => !b.instances.has(instance)),
    onlyInB: [...b.instances.keys()].filter((instance) => !a.instances.has(instance)),
    sameKeys: pairs.length - different.length,
    keys: different.map(({ instance, ofA, ofB }) => keyDifference(instance, ofA, ofB, files)),
    sameResults: outputs.length - results.length,
    results,
  };
}

function keyDifference(
  instance: string,
  a: SideInstance,
  b: SideInstance,
  files: FileDifferences,
): KeyDifference {
  const [before, after] = [a.manifest(), b.manifest()];
  return {
    instance,
    ...(a.key !== undefined && { a: a.key }),
    ...(b.key !== undefined && { b: b.key }),
    ...(before &&
      after && { differences: files.explain(manifestDifferences(before, after), a.listing, b.listing) }),
  };
}

function outputPairs(instance: string, a: SideInstance, b: SideInstance): ResultDifference[] {
  const [before, after] = [a.outputs() ?? {}, b.outputs() ?? {}];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].map((port) => ({
    instance,
    port,
    ...(before[port] && { a: before[port] }),
    ...(after[port] && { b: after[port] }),
  }));
}
