import type { Manifest } from '../../cache/key/manifest.js';
import type { NodeRecord } from '../../cache/records/record.js';
import type { RecordStore } from '../../cache/records/record-store.js';
import type { Decision } from '../../nodes/artifacts/decision.js';
import { type InstanceId, instanceName, nodeOf, producersOf } from '../graph/graph.js';
import type { Cause } from './causes.js';
import type { ExplainedDifference } from './file-differences.js';
import type { Planning } from './make-plan.js';
import type { InstanceState } from './planner.js';
import { Reasons } from './reasons.js';

/** The shape that `explain --json` prints. */
export interface Explanation {
  readonly instance: string;
  readonly state: InstanceState;
  readonly reason: string;
  /** The epoch after which a training goes on from a saved state. */
  readonly goesOnAfter?: number;
  readonly key?: string;
  readonly manifest?: Manifest;
  /** The record behind a cached instance. */
  readonly record?: Pick<
    NodeRecord,
    'instance' | 'pipeline' | 'run' | 'computedAt' | 'durationMs' | 'attempts' | 'environment' | 'fetched'
  >;
  /** The nearest earlier record. */
  readonly comparedWith?: {
    readonly instance: string;
    readonly key: string;
    readonly run: string;
    readonly computedAt: string;
  };
  /** Every field in which it differs from that. */
  readonly differences?: readonly ExplainedDifference[];
  /** What the differences come from, upstream. */
  readonly causes?: readonly Cause[];
  /** Of a decision of a search: who was ranked where, and who goes on. */
  readonly decision?: Decision;
  /** Who feeds it, and in which state they are. */
  readonly inputs: readonly {
    readonly port: string;
    readonly instance: string;
    readonly state: InstanceState;
    readonly reason: string;
  }[];
}

export function explainInstance(
  planning: Planning,
  id: InstanceId,
  store: RecordStore | undefined,
): Explanation {
  const { planner } = planning;
  const { graph } = planner;
  const node = nodeOf(graph, id);
  const key = planner.key(id);
  const record = key === undefined || planner.state(id) === 'run' ? undefined : store?.records.get(key);
  const reasons = new Reasons(planning, store);
  const { text, goesOnAfter } = reasons.of(id);
  const comparison = reasons.compare(id);
  const decision = planner.promotion?.decision(id);
  const inputs = node.inputs.flatMap((input) =>
    producersOf(graph, input, node.space, id - node.firstId).map((producer) => ({
      port: input.reference.port,
      instance: instanceName(graph, producer),
      state: planner.state(producer),
      reason: reasons.of(producer).text,
    })),
  );
  return {
    instance: instanceName(graph, id),
    state: planner.state(id),
    reason: text,
    inputs,
    ...(goesOnAfter !== undefined && { goesOnAfter }),
    ...(decision && { decision }),
    ...(key !== undefined && { key, manifest: planner.manifest(id) }),
    ...(record && {
      record: {
        instance: record.instance,
        pipeline: record.pipeline,
        run: record.run,
        computedAt: record.computedAt,
        durationMs: record.durationMs,
        attempts: record.attempts,
        environment: record.environment,
        ...(record.fetched && { fetched: record.fetched }),
      },
    }),
    ...(comparison && {
      comparedWith: {
        instance: comparison.instance,
        key: comparison.key,
        run: comparison.record.run,
        computedAt: comparison.record.computedAt,
      },
      differences: reasons.explained(id, comparison),
      causes: reasons.causes(id, comparison),
    }),
  };
}
