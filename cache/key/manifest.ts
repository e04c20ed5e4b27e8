import type { Point } from '../../nodes/run-context.js';
import { canonicalJson } from './canonical-json.js';
import { type Digest, taggedDigest } from './digest.js';

/**
 * Raised when keys are made in another way; every key then changes, so it is never done lightly. Say since when, and
 * why, in key-formats.ts.
 */
export const keyFormat = 1;

/** An artifact collected by `gather`. The labels are data here: a table shows them. */
export interface GatheredDigest {
  readonly at: Point;
  readonly digest: Digest;
}

/**
 * Everything that may change an instance's result, and nothing else. Not in it: labels of the instance's own point,
 * paths, times, the host, thread counts, attempt numbers and the run's id, since none of them changes the result.
 */
export interface Manifest {
  /** Another way of making keys must not meet records of this one. */
  readonly format: number;
  readonly type: string;
  /** Says that the node's code gives other results than before. */
  readonly version: string;
  /** With defaults filled in, so that writing a default out changes nothing. Without params that only name files. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Per param that names files: digest over relative names and contents. */
  readonly files: Readonly<Record<string, Digest>>;
  /** Per port the digests of what comes in, not of who made it: equal bytes stop a recomputation (early cutoff). */
  readonly inputs: Readonly<Record<string, Digest | readonly GatheredDigest[]>>;
}

export type NodeKey = Digest;

/** Whether we know what is in a manifest: a newer micrograph may make them in a way that we do not. */
export function isKnownFormat({ format }: Manifest): boolean {
  return format <= keyFormat;
}

export function keyOf({ inputs, ...others }: Manifest): NodeKey {
  return keysOf(others)(inputs);
}

/** The keys of instances that differ in their inputs only: what they have in common is written once. */
export function keysOf(manifest: Omit<Manifest, 'inputs'>): (inputs: Manifest['inputs']) => NodeKey {
  const { files, format, ...others } = manifest;
  // Canonical JSON has its names in order, and `inputs` comes after these two.
  const before = canonicalJson({ files, format }).slice(0, -1);
  const after = canonicalJson(others).slice(1);
  return (inputs) => taggedDigest('key', `${before},"inputs":${canonicalJson(inputs)},${after}`);
}

/** The key of the training that this instance is a part of: the same however far the training goes. */
export function trajectoryKeyOf(manifest: Manifest, progressParam: string): NodeKey {
  const { [progressParam]: _progress, ...identity } = manifest.params;
  return taggedDigest('trajectory', canonicalJson({ ...manifest, params: identity }));
}
