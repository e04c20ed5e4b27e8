import type { AnyNode } from '../../../nodes/define-node.js';
import { follow, type Located, openingOf, type Path, type Reached, textOf } from '../json/located.js';
import type { JsonValue } from '../pipeline.js';
import { describeSchemaErrors } from '../schema/describe-schema-errors.js';
import { describeValue } from '../schema/describe-value.js';
import { valueAt } from '../schema/schema-pointer.js';
import type { SchemaProblem } from '../schema/schema-problem.js';
import type { SchemaValidator } from '../schema/schema-validator.js';
import type { PointProblem, TemplateCompiler } from '../templates/compile-template.js';

/** What the params of one node are checked with. */
export interface ParamsChecker {
  readonly definition: AnyNode;
  readonly validate: SchemaValidator;
  /** The whole node, whose params are checked. */
  readonly node: Located;
  readonly nodeName: PointProblem['location'];
  readonly compiler: TemplateCompiler;
}

/** What is wrong with params, resolved at one point and with their defaults: against the schema, then the node's own rules. */
export function checkParams(params: JsonValue, checker: ParamsChecker): readonly PointProblem[] {
  const { definition, validate, compiler } = checker;
  if (!validate(params)) {
    const problems = describeSchemaErrors(validate.errors ?? [], { schema: definition.params, data: params });
    return problems.flatMap((problem) => place(problem, params, checker));
  }
  if (compiler.hasHoles || definition.check === undefined) return [];
  return definition.check(params).flatMap((problem) => place({ ...problem, at: 'value' }, params, checker));
}

/** Nothing where the problem only follows from a value that could not be had. */
function place(problem: SchemaProblem, params: JsonValue, checker: ParamsChecker): readonly PointProblem[] {
  const { node, nodeName, compiler } = checker;
  const reached = follow(node, ['params', ...problem.path]);
  const { value, nameLocation } = reached;
  if (compiler.isHole(value) || (problem.fromInside && compiler.hasHole(value))) return [];
  const axes = compiler.axesOf(value);
  const template = textOf(value)?.includes('${') ? value : undefined;
  if (template !== undefined) return [explainInserted(problem, reached, params, axes)];
  const isShown = problem.found !== undefined && !compiler.hasHole(value);
  const message = isShown ? `${problem.message}, found ${problem.found}` : problem.message;
  const isAtValue = problem.at === 'value' && reached.rest.length === 0;
  const location = isAtValue
    ? value.location
    : (nameLocation ?? (value === node ? nodeName : openingOf(value)));
  return [{ location, message, hint: problem.hint, axes }];
}

/** A problem with a value that `${…}` stands for: it is not written at its place, so it is told. */
function explainInserted(
  problem: SchemaProblem,
  { value, rest }: Reached,
  params: JsonValue,
  axes: PointProblem['axes'],
): PointProblem {
  const inserted = rest.length === 0 ? textOf(value)! : `${pathText(rest)} of ${textOf(value)}`;
  const message = rest.length === 0 ? problem.message : `${pathText(rest)}: ${problem.message}`;
  const resolved = `${inserted} is ${describeValue(valueAt(params, problem.path))}`;
  const hint = problem.hint === undefined ? resolved : `${resolved}; ${problem.hint}`;
  return { location: value.location, message, hint, axes };
}

function pathText(path: Path): string {
  return `"${path.join('.')}"`;
}
