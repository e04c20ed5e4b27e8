import type { Artifact } from '../cache/artifact.js';
import { instanceName, nodeOf } from '../engine/graph/graph.js';
import type { Planning } from '../engine/plan/make-plan.js';
import type { Named } from './find-instances.js';
import { UserError } from './user-error.js';

export interface Result {
  readonly instance: string;
  readonly port: string;
  readonly artifact: Artifact;
  /** The instance's other outputs, by port. */
  readonly siblings: Readonly<Record<string, Artifact>>;
}

/** The recorded outputs of the instances named; a `UserError` where there are none yet, or not any more. */
export function resultsOf({ planner, lookup }: Planning, { ids, port }: Named): readonly Result[] {
  const evicted = ids.find((id) => lookup.isEvicted(planner.key(id) ?? ''));
  if (evicted !== undefined) {
    const { name } = nodeOf(planner.graph, evicted).template;
    throw UserError.of(
      `gc let the content of ${instanceName(planner.graph, evicted)} go`,
      `\`micrograph run … --only ${name}\` computes it again`,
    );
  }
  const results = ids.flatMap((id) => {
    const outputs = planner.outputs(id) ?? {};
    return Object.entries(outputs).map(([name, artifact]) => {
      const { [name]: _, ...siblings } = outputs;
      return { instance: instanceName(planner.graph, id), port: name, artifact, siblings };
    });
  });
  const asked = port === undefined ? results : results.filter((result) => result.port === port);
  if (asked.length > 0) return asked;
  const first = instanceName(planner.graph, ids[0]!);
  throw UserError.of(
    `${first} has no recorded result`,
    'run the pipeline first; `micrograph plan` says what would run',
  );
}
