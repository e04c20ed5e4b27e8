import type { Difference } from '../../cache/key/difference.js';
import type { Manifest } from '../../cache/key/manifest.js';
import type { Environment, NodeRecord } from '../../cache/records/record.js';
import type { RecordStore } from '../../cache/records/record-store.js';
import { type InstanceId, instanceName, nodeOf, producersOf } from '../graph/graph.js';
import type { Planning } from './make-plan.js';
import type { InstanceState } from './planner.js';
import { differenceText, Reasons } from './reasons.js';

/** The shape that `explain --json` prints. */
export interface Explanation {
  readonly instance: string;
  readonly state: InstanceState;
  readonly reason: string;
  readonly key?: string;
  readonly manifest?: Manifest;
  /** The record behind a cached instance. */
  readonly record?: Pick<
    NodeRecord,
    'instance' | 'pipeline' | 'run' | 'computedAt' | 'durationMs' | 'attempts' | 'environment'
  >;
  /** Against the nearest earlier record. */
  readonly comparedWith?: { readonly instance: string; readonly key: string; readonly computedAt: string };
  readonly differences?: readonly Difference[];
  /** Who feeds it, and in which state they are; for the way to the root of a change. */
  readonly inputs: readonly {
    readonly port: string;
    readonly instance: string;
    readonly state: InstanceState;
    readonly reason: string;
  }[];
}

export function explainInstance(
  { planner }: Planning,
  id: InstanceId,
  store: RecordStore | undefined,
): Explanation {
  const { graph } = planner;
  const node = nodeOf(graph, id);
  const key = planner.key(id);
  const record = key === undefined || planner.state(id) === 'run' ? undefined : store?.records.get(key);
  const reasons = new Reasons(planner, store);
  const comparison = reasons.compare(id);
  const inputs = node.inputs.flatMap((input) =>
    producersOf(graph, input, node.space, id - node.firstId).map((producer) => ({
      port: input.reference.port,
      instance: instanceName(graph, producer),
      state: planner.state(producer),
      reason: reasons.of(producer),
    })),
  );
  return {
    instance: instanceName(graph, id),
    state: planner.state(id),
    reason: reasons.of(id),
    inputs,
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
      },
    }),
    ...(comparison && {
      comparedWith: {
        instance: comparison.instance,
        key: comparison.key,
        computedAt: comparison.record.computedAt,
      },
      differences: comparison.differences,
    }),
  };
}

function environmentText({ cpu, node, tensorflow }: Environment): string {
  const machine = `${cpu}, Node.js ${node}`;
  if (!tensorflow) return machine;
  const { version, device, threads } = tensorflow;
  return `${machine}, TensorFlow ${version} on the ${device.toUpperCase()}, ${threads} thread${threads === 1 ? '' : 's'}`;
}

/** How many gathered inputs are listed. */
const inputsShown = 12;

export function explanationLines(explanation: Explanation): string[] {
  const {
    instance,
    state,
    reason,
    key,
    manifest,
    record,
    comparedWith,
    differences = [],
    inputs,
  } = explanation;
  const lines = [`${instance}: ${state}${reason === '' ? '' : `, ${reason}`}`];
  if (record) {
    lines.push(
      `computed ${record.computedAt} by run ${record.run} as ${record.instance} in ${record.durationMs} ms`,
      `on ${environmentText(record.environment)}`,
    );
  }
  if (comparedWith) {
    lines.push('', `against ${comparedWith.instance} of ${comparedWith.computedAt}:`);
    if (differences.length === 0) lines.push('  nothing differs');
    lines.push(...differences.map((difference) => `  ${differenceText(difference)}`));
  }
  if (key !== undefined) lines.push('', `key ${key}, made of`, JSON.stringify(manifest, null, 2));
  if (inputs.length > 0) lines.push('', 'inputs');
  for (const input of inputs.slice(0, inputsShown)) {
    lines.push(
      `  ${input.port}  ${input.instance}  ${input.state}${input.reason === '' ? '' : `, ${input.reason}`}`,
    );
  }
  if (inputs.length > inputsShown) lines.push(`  and ${inputs.length - inputsShown} more`);
  return lines;
}
