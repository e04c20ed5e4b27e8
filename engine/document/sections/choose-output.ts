import type { InputPort, OutputPort } from '../../../nodes/define-node.js';
import type { Location } from '../diagnostics/diagnostic.js';
import type { DiagnosticList } from '../diagnostics/diagnostic-list.js';
import { didYouMean } from '../diagnostics/did-you-mean.js';
import { pointKey } from '../templates/enumerate-points.js';
import { PointProblems } from '../templates/point-problems.js';
import type { PointIndexes } from '../templates/scope.js';
import type { Expansion, NodeDraft } from './node-draft.js';

export interface Connection {
  readonly consumer: NodeDraft;
  readonly producer: NodeDraft;
  /** The input that is fed. */
  readonly port: InputPort;
  /** The output as written; undefined where only the node is. */
  readonly output: string | undefined;
  readonly isGather: boolean;
  readonly location: Location;
  readonly diagnostics: DiagnosticList;
}

/** The output that feeds an input: the one that is written, or the only one that fits. */
export function chooseOutput(connection: Connection): string | undefined {
  const { producer, output } = connection;
  if (producer.definition === undefined) return undefined;
  const outputs: Readonly<Record<string, OutputPort>> = producer.definition.outputs;
  const chosen =
    output === undefined ? findOnly(connection, outputs) : checkNamed(connection, output, outputs);
  if (chosen !== undefined) checkProduced(connection, chosen);
  return chosen;
}

function findOnly(
  { producer, port, location, diagnostics }: Connection,
  outputs: Readonly<Record<string, OutputPort>>,
): string | undefined {
  const all = Object.keys(outputs);
  const fitting = all.filter((name) => outputs[name]!.artifact === port.artifact);
  if (fitting.length === 0) {
    const listed = all.map((name) => `${name} (${outputs[name]!.artifact})`).join(', ');
    const hint = listed === '' ? 'it has no outputs' : `its outputs: ${listed}`;
    diagnostics.error(location, `expected ${port.artifact}, which node "${producer.name}" does not give`, {
      hint,
    });
    return undefined;
  }
  const produced = producer.expansion?.produced;
  const possible = fitting.filter((name) => produced?.some((names) => names.includes(name)) ?? true);
  if (possible.length < 2) return possible[0] ?? fitting[0];
  // Something is wrong with its params, and they say which outputs there are.
  if (produced === undefined && producer.definition?.produces !== undefined) return undefined;
  const hint = `write ${possible.map((name) => `"${producer.name}.${name}"`).join(' or ')}`;
  diagnostics.error(location, `node "${producer.name}" has several outputs of type ${port.artifact}`, {
    hint,
  });
  return undefined;
}

function checkNamed(
  { producer, port, location, diagnostics }: Connection,
  output: string,
  outputs: Readonly<Record<string, OutputPort>>,
): string | undefined {
  if (!Object.hasOwn(outputs, output)) {
    const hint = didYouMean(output, Object.keys(outputs), 'outputs') ?? 'it has no outputs';
    diagnostics.error(location, `node "${producer.name}" has no output "${output}"`, { hint });
    return undefined;
  }
  const { artifact } = outputs[output]!;
  if (artifact === port.artifact) return output;
  diagnostics.error(location, `expected ${port.artifact}, but "${producer.name}.${output}" is ${artifact}`);
  return undefined;
}

/** Reports points at which the params of the producer leave the output out, and the consumer would want it. */
function checkProduced(
  { consumer, producer, isGather, location, diagnostics }: Connection,
  output: string,
): void {
  const { expansion } = producer;
  if (expansion?.produced === undefined || consumer.expansion === undefined) return;
  const { ownAxes, points, leftOut, produced } = expansion;
  const shared = isGather ? [] : ownAxes.filter((axis) => consumer.expansion!.ownAxes.includes(axis));
  const wanted = new Set(livePoints(consumer.expansion).map((point) => pointKey(point, shared)));
  const problems = new PointProblems();
  for (const [index, point] of points.entries()) {
    const names = produced[index]!;
    const isMissing = leftOut[index] === undefined && !names.includes(output);
    if (!isMissing || !wanted.has(pointKey(point, shared))) continue;
    const message = `node "${producer.name}" does not produce "${output}" with its params`;
    problems.add(
      { location, message, hint: `it produces: ${names.join(', ')}`, axes: new Set() },
      point,
      ownAxes,
    );
  }
  problems.reportTo(diagnostics, livePoints(expansion).length);
}

function livePoints({ points, leftOut }: Expansion): readonly PointIndexes[] {
  return points.filter((_, index) => leftOut[index] === undefined);
}
