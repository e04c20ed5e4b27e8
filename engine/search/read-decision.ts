import type { Artifact } from '../../cache/artifact.js';
import { type Decision, decisionFile, parseDecision } from '../../nodes/artifacts/decision.js';

/** What a decision's outputs say; undefined where their content is not there. */
export function readDecision(
  outputs: Readonly<Record<string, Artifact>>,
  from: { content?(artifact: Artifact, file: string): Uint8Array | undefined },
): Decision | undefined {
  const artifact = outputs['decision'];
  const content = artifact && from.content?.(artifact, decisionFile);
  return content && parseDecision(Buffer.from(content).toString('utf8'));
}
