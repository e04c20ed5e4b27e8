import type { Artifact } from '../../cache/artifact.js';
import type { NodeKey } from '../../cache/key/manifest.js';
import { type Decision, decisionFile, parseDecision } from '../../nodes/artifacts/decision.js';

/** What a decision's outputs say; undefined where their content is not there as it was written. */
export function readDecision(
  key: NodeKey,
  outputs: Readonly<Record<string, Artifact>>,
  from: { content?(key: NodeKey, artifact: Artifact, file: string): Uint8Array | undefined },
): Decision | undefined {
  const artifact = outputs['decision'];
  const content = artifact && from.content?.(key, artifact, decisionFile);
  return content && parseDecision(Buffer.from(content).toString('utf8'));
}
