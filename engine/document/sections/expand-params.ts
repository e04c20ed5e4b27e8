import type { AnyNode } from '../../../nodes/define-node.js';
import type { Sweep } from '../../sweep/sweep.js';
import type { Location } from '../diagnostics/diagnostic.js';
import type { DiagnosticList } from '../diagnostics/diagnostic-list.js';
import { fieldOf, type Located } from '../json/located.js';
import type { JsonObject, JsonValue } from '../pipeline.js';
import { defaultsOf } from '../schema/fill-defaults.js';
import { paramsValidator } from '../schema/params-validator.js';
import type { SchemaValidator } from '../schema/schema-validator.js';
import type { TemplateCompiler } from '../templates/compile-template.js';
import { indexIn } from '../templates/enumerate-points.js';
import { PointProblems } from '../templates/point-problems.js';
import { axesInOrder, type IndexedAxis, type PointIndexes } from '../templates/scope.js';
import { checkParams } from './check-params.js';
import { isReadable } from './is-readable.js';

export interface ParamsOptions {
  readonly node: Located;
  readonly nodeName: Location;
  readonly definition: AnyNode | undefined;
  readonly compiler: TemplateCompiler;
  readonly diagnostics: DiagnosticList;
}

/** The params of a node, compiled but not yet resolved at any point. */
export interface CompiledParams {
  /** The axes that the params mention, in the order of the document. */
  readonly axes: readonly IndexedAxis[];
  /**
   * Resolves, completes and checks the params at the given points of the sweep, and reports what is wrong.
   * @returns the params at each of these points; undefined where something is wrong with them
   */
  expand(points: readonly PointIndexes[], sweep: Sweep): Promise<readonly JsonObject[] | undefined>;
}

export function compileParams(options: ParamsOptions): CompiledParams {
  const { node, nodeName, definition, compiler, diagnostics } = options;
  const written = fieldOf(node, 'params');
  const template = written && compiler.compile(written);
  const axes = axesInOrder(template?.axes ?? []);

  async function expand(points: readonly PointIndexes[], sweep: Sweep) {
    const space = sweep.on(axes.map((axis) => axis.name));
    const numbers = points.map((point) => indexIn(space, point, axes));
    // Params are made and checked once for each choice of labels that they can see.
    const seen: PointIndexes[] = [];
    points.forEach((point, at) => {
      seen[numbers[at]!] ??= point;
    });
    const problems = new PointProblems();
    const resolved: JsonValue[] = seen.map(
      (point) => template?.at(point, (problem) => problems.add(problem, point, axes)) ?? {},
    );
    const validate = definition && (await validatorOf(definition, node, diagnostics));
    const isWritten = isReadable(node, 'params');
    if (definition !== undefined && validate !== undefined && isWritten) {
      const fill = defaultsOf(definition.params);
      const checker = { definition, validate, node, nodeName, compiler };
      seen.forEach((point, number) => {
        const params = fill(resolved[number]!);
        resolved[number] = params;
        for (const problem of checkParams(params, checker)) problems.add(problem, point, axes);
      });
    }
    problems.reportTo(diagnostics, resolved.filter((params) => params !== undefined).length);
    const isUsable = validate !== undefined && isWritten && problems.isEmpty && !compiler.hasHoles;
    return isUsable ? numbers.map((number) => resolved[number] as JsonObject) : undefined;
  }

  return { axes, expand };
}

async function validatorOf(
  definition: AnyNode,
  node: Located,
  diagnostics: DiagnosticList,
): Promise<SchemaValidator | undefined> {
  try {
    return await paramsValidator(definition);
  } catch (error) {
    const message = `the params schema of node type "${definition.type}" is not valid: ${(error as Error).message}`;
    diagnostics.error(fieldOf(node, 'type')?.location, message, { hint: 'this is a mistake in the plugin' });
    return undefined;
  }
}
