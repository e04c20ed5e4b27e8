import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Artifact, type ArtifactFile, artifactOf } from '../artifact.js';
import { isArtifactFileName } from '../artifact-file-name.js';
import { canonicalJson } from '../key/canonical-json.js';
import type { NodeKey } from '../key/manifest.js';
import type { Environment, RecordedOutputs } from '../records/record.js';
import { RemoteError } from './remote-error.js';

/** A record of another shape is none. */
const recordFormat = 1;

/** A record with some hundred thousand files. */
export const largestRecordBytes = 32 * 2 ** 20;

/**
 * What others need to adopt a result: outputs, and how they came to be. The manifest stays at home, since whoever asks
 * for the key has it; so do the names of pipelines, instances and runs.
 */
export interface SharedRecord {
  readonly key: NodeKey;
  readonly outputs: RecordedOutputs;
  /** ISO 8601, UTC. */
  readonly computedAt: string;
  readonly durationMs: number;
  readonly attempts: number;
  readonly environment: Environment;
}

/** Each file of its outputs once. */
export function filesOf({ outputs }: SharedRecord): ArtifactFile[] {
  const files = Object.values(outputs).flatMap((artifact) => artifact.files);
  return [...new Map(files.map((file) => [file.digest, file])).values()];
}

/** A record that may be whole, but that the shared key did not sign. */
export class UntrustedRecord extends Error {
  override readonly name = 'UntrustedRecord';
}

/** The text that the server keeps: canonical JSON, signed where there is a key. */
export function encodeRecord(record: SharedRecord, signingKey: Buffer | undefined): string {
  const signed = { format: recordFormat, ...record };
  const signature = signingKey && signatureOf(signed, signingKey);
  return canonicalJson({ ...signed, ...(signature !== undefined && { signature }) });
}

/**
 * The record that a server gave out for a key. Throws `UntrustedRecord` where a key is given that did not sign it, and
 * `RemoteError` where it is not the record of the node's `ports` (port → artifact type).
 */
export function decodeRecord(
  text: string,
  key: NodeKey,
  ports: Readonly<Record<string, string>>,
  signingKey: Buffer | undefined,
): SharedRecord {
  const { signature, ...content } = objectIn(text);
  if (signingKey && !isSignedBy(content, signature, signingKey)) {
    const fault = signature === undefined ? 'is not signed' : 'has a wrong signature';
    throw new UntrustedRecord(`gives out a record that ${fault}`);
  }
  const { format, computedAt, durationMs, attempts, environment, outputs } = content;
  const isWhole =
    format === recordFormat &&
    content['key'] === key &&
    isTime(computedAt) &&
    isCount(durationMs) &&
    isCount(attempts) &&
    isObject(environment) &&
    isObject(outputs) &&
    Object.keys(outputs).length === Object.keys(ports).length;
  if (!isWhole) throw notARecord();
  const artifacts = Object.entries(ports).map(([port, type]) => [port, artifactIn(outputs[port], type)]);
  return {
    key,
    outputs: Object.fromEntries(artifacts),
    computedAt,
    durationMs,
    attempts,
    environment: environmentIn(environment),
  };
}

function signatureOf(content: Readonly<Record<string, unknown>>, key: Buffer): string {
  const hmac = createHmac('sha256', key).update('micrograph record\n').update(canonicalJson(content));
  return `hmac-sha256:${hmac.digest('hex')}`;
}

function isSignedBy(content: Readonly<Record<string, unknown>>, signature: unknown, key: Buffer): boolean {
  if (typeof signature !== 'string') return false;
  try {
    const [given, right] = [Buffer.from(signature), Buffer.from(signatureOf(content, key))];
    return given.length === right.length && timingSafeEqual(given, right);
  } catch {
    // Some JSON has no canonical form, such as 1e999; nobody signed that.
    return false;
  }
}

function objectIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Not even JSON.
  }
  throw notARecord();
}

/** Made anew from what it says of its files, so that its digest is right. */
function artifactIn(value: unknown, type: string): Artifact {
  const files = isObject(value) && value['type'] === type ? value['files'] : undefined;
  if (!Array.isArray(files)) throw notARecord();
  const found = files.map((file: unknown) => {
    const { name, digest, sizeBytes } = isObject(file) ? file : {};
    const isFile =
      typeof name === 'string' &&
      isArtifactFileName(name) &&
      typeof digest === 'string' &&
      /^[0-9a-f]{64}$/.test(digest) &&
      isCount(sizeBytes);
    if (!isFile) throw notARecord();
    return { name, digest, sizeBytes };
  });
  if (new Set(found.map(({ name }) => name)).size < found.length) throw notARecord();
  return artifactOf(type, found);
}

function environmentIn({ node, platform, cpu, tensorflow }: Record<string, unknown>): Environment {
  const machine = { node: textIn(node), platform: textIn(platform), cpu: textIn(cpu) };
  if (tensorflow === undefined) return machine;
  if (!isObject(tensorflow) || !isCount(tensorflow['threads'])) throw notARecord();
  const { version, device, threads } = tensorflow;
  if (device !== 'cpu' && device !== 'gpu') throw notARecord();
  return { ...machine, tensorflow: { version: textIn(version), device, threads } };
}

function textIn(value: unknown): string {
  if (typeof value === 'string' && value.length <= 200) return value;
  throw notARecord();
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function notARecord(): RemoteError {
  return new RemoteError('gives out a record that is none of this micrograph');
}
