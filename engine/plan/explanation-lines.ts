import type { Environment } from '../../cache/records/record.js';
import { shortNumber } from '../../nodes/artifacts/decision.js';
import { groupBy } from '../group-by.js';
import type { Cause } from './causes.js';
import { differenceText, differenceTexts } from './difference-texts.js';
import type { Explanation } from './explain-instance.js';
import { goesOnText, nodeOf, stateText } from './words.js';

/** How many inputs, and how many causes, are listed. */
const listed = 12;

/** An explanation for people. */
export function explanationLines(explanation: Explanation): string[] {
  const { instance, state, reason, goesOnAfter, key, manifest, record } = explanation;
  const lines = [`${instance}: ${stateText(state, reason, ',')}${goesOnText(goesOnAfter)}`];
  if (record) {
    const { computedAt, run, durationMs, environment, fetched } = record;
    const by = fetched ? 'elsewhere' : `by run ${run} as ${record.instance}`;
    lines.push(`computed ${computedAt} ${by} in ${durationMs} ms`, `on ${environmentText(environment)}`);
    if (fetched) {
      const signature = fetched.signed ? 'signed with the shared key' : 'signature not checked';
      lines.push(`fetched ${fetched.at} by run ${run} from ${fetched.from}, ${signature}`);
    }
  }
  lines.push(...decisionLines(explanation), ...differenceLines(explanation));
  if (key !== undefined) lines.push('', `key ${key}, made of`, JSON.stringify(manifest, null, 2));
  lines.push(...inputLines(explanation));
  return lines;
}

function decisionLines({ decision }: Explanation): string[] {
  if (!decision) return [];
  const { metric, candidates } = decision;
  const ranked = candidates.map(({ at, value, rank, kept }) => {
    const score = value === undefined ? `no ${metric}` : `${metric} ${shortNumber(value)}`;
    return `${rank}. ${Object.values(at).join(', ')}  ${score}${kept ? '  kept' : ''}`;
  });
  return ['', 'ranked', ...cut(ranked)];
}

function differenceLines({ instance, comparedWith, differences = [], causes = [] }: Explanation): string[] {
  if (!comparedWith) return [];
  const lines = [
    '',
    `against ${comparedWith.instance} of ${comparedWith.computedAt} (run ${comparedWith.run}):`,
  ];
  if (differences.length === 0) lines.push('  nothing differs');
  lines.push(...differenceTexts(differences).map((text) => `  ${text}`));
  const upstream = causes.filter((cause) => cause.instance !== instance);
  if (upstream.length > 0) lines.push('because', ...cut(causeTexts(upstream)));
  return lines;
}

/** `au: files.path: 3 files differ: a.tif, b.tif, c.tif`; causes that are alike in one line. */
function causeTexts(causes: readonly Cause[]): string[] {
  const idOf = ({ instance, difference }: Cause) => `${nodeOf(instance)}: ${differenceText(difference)}`;
  return [...groupBy(causes, idOf).values()].map((group) => {
    const { instance, difference, through } = group[0]!;
    const where = group.length === 1 ? instance : `${nodeOf(instance)} × ${group.length}`;
    const nodes = group.length === 1 ? through : through.map(nodeOf);
    const way = nodes.length === 0 ? '' : ` (through ${nodes.join(', ')})`;
    return `${where}: ${differenceText(difference)}${way}`;
  });
}

function inputLines({ inputs }: Explanation): string[] {
  if (inputs.length === 0) return [];
  return [
    '',
    'inputs',
    ...cut(
      inputs.map(
        ({ port, instance, state, reason }) => `${port}  ${instance}  ${stateText(state, reason, ',')}`,
      ),
    ),
  ];
}

function cut(lines: readonly string[]): string[] {
  const shown = lines.slice(0, listed).map((line) => `  ${line}`);
  return lines.length > listed ? [...shown, `  and ${lines.length - listed} more`] : shown;
}

function environmentText({ cpu, node, tensorflow }: Environment): string {
  const machine = `${cpu}, Node.js ${node}`;
  if (!tensorflow) return machine;
  const { version, device, threads } = tensorflow;
  return `${machine}, TensorFlow ${version} on the ${device.toUpperCase()}, ${threads} thread${threads === 1 ? '' : 's'}`;
}
