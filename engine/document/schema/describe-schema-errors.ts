import { nearestName } from '../diagnostics/did-you-mean.js';
import { anyOf, choiceHint, describeError, expectations, fileHint } from './describe-error.js';
import { describeValue } from './describe-value.js';
import { parentPointer, parsePointer, schemaAt, valueAt } from './schema-pointer.js';
import type { SchemaContext, SchemaProblem } from './schema-problem.js';
import type { SchemaError } from './schema-validator.js';

/** A long list with one mistake in each item is told from its first ones. */
const maxErrors = 500;

/** Says what is wrong in plain words, once for each thing; of `anyOf` and `oneOf` only the branch that was meant. */
export function describeSchemaErrors(
  allErrors: readonly SchemaError[],
  context: SchemaContext,
): readonly SchemaProblem[] {
  const errors = allErrors.slice(0, maxErrors);
  const choices = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  const told = new Set(errors.filter((error) => isInContains(error, errors)));
  const problems: SchemaProblem[] = [];
  // The outermost choice comes last, after the errors of its branches.
  for (const choice of choices.reverse()) {
    if (told.has(choice)) continue;
    const branches = errorsByBranch(choice, errors.slice(0, errors.indexOf(choice)), context.schema);
    for (const error of [choice, ...branches.flat()]) told.add(error);
    problems.push(...describeChoice(choice, branches, context));
  }
  const others = errors.filter((error) => !told.has(error));
  for (const error of withoutMisspelt(others, context.schema))
    problems.push(...describeError(error, context));
  return problems;
}

/** That none of the items fits is told of the list, not of each item. */
function isInContains({ schemaPath }: SchemaError, errors: readonly SchemaError[]): boolean {
  return errors.some(
    (other) => other.keyword === 'contains' && schemaPath.startsWith(`${other.schemaPath}/`),
  );
}

/** A misspelt field is reported where it is written, not as missing too. */
function withoutMisspelt(errors: readonly SchemaError[], schema: unknown): readonly SchemaError[] {
  const meant = new Set<string>();
  for (const { keyword, instancePath, schemaPath, params } of errors) {
    if (keyword !== 'additionalProperties') continue;
    const { properties = {} } = (schemaAt(schema, parentPointer(schemaPath)) ?? {}) as {
      properties?: object;
    };
    meant.add(
      `${instancePath}/${nearestName(String(params['additionalProperty']), Object.keys(properties))}`,
    );
  }
  return errors.filter(
    ({ keyword, instancePath, params }) =>
      keyword !== 'required' || !meant.has(`${instancePath}/${params['missingProperty']}`),
  );
}

/** What is wrong with a value that fits none (or too many) of the forms that it may have. */
function describeChoice(
  choice: SchemaError,
  branches: readonly (readonly SchemaError[])[],
  context: SchemaContext,
): readonly SchemaProblem[] {
  const tags = tagsOf(branchesOf(choice, context.schema), context.schema);
  const rulesOut = (error: SchemaError) => showsOtherBranch(error, choice, tags);
  const meant = branches.filter((errors) => errors.length > 0 && !errors.some(rulesOut));
  if (meant.length === 1) return fromInside(describeSchemaErrors(meant[0]!, context));
  const deciding = branches.flatMap((errors) => errors.filter(rulesOut).slice(0, 1));
  const [first] = deciding;
  if (
    first !== undefined &&
    deciding.length === branches.length &&
    deciding.every(({ instancePath }) => instancePath === first.instancePath)
  ) {
    const path = parsePointer(first.instancePath);
    const value = valueAt(context.data, path);
    const expected = [...new Set(deciding.flatMap(expectations))];
    const constants = deciding.flatMap(
      ({ params }) => params['allowedValues'] ?? params['allowedValue'] ?? [],
    );
    const hint = { ...choiceHint(constants, value), ...fileHint(expected, value) };
    return [
      {
        path,
        at: 'value',
        message: `expected ${anyOf(expected)}`,
        found: describeValue(value),
        ...hint,
        fromInside: true,
      },
    ];
  }
  const shared = (meant[0] ?? []).filter((error) =>
    meant.every((errors) => errors.some((other) => isSame(error, other))),
  );
  if (shared.length > 0) return fromInside(describeSchemaErrors(shared, context));
  const path = parsePointer(choice.instancePath);
  const isTooMany = Array.isArray(choice.params['passingSchemas']);
  const message = isTooMany
    ? 'this fits more than one of the allowed forms'
    : 'this fits none of the allowed forms';
  return [
    { path, at: 'value', message, found: describeValue(valueAt(context.data, path)), fromInside: true },
  ];
}

/** The errors of each branch of a choice; those behind a `$ref` have the paths of what it refers to. */
function errorsByBranch(
  choice: SchemaError,
  errors: readonly SchemaError[],
  schema: unknown,
): readonly (readonly SchemaError[])[] {
  const inside = errors.filter(({ instancePath }) =>
    `${instancePath}/`.startsWith(`${choice.instancePath}/`),
  );
  return branchesOf(choice, schema).map((branch, index) => {
    const prefix = `${branch.$ref ?? `${choice.schemaPath}/${index}`}/`;
    return inside.filter((error) => error.schemaPath.startsWith(prefix));
  });
}

interface Branch {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, object>>;
}

function branchesOf({ schemaPath }: SchemaError, schema: unknown): readonly Branch[] {
  return (schemaAt(schema, schemaPath) ?? []) as readonly Branch[];
}

/** Fields that tell the branches apart: such as `kind`, fixed to certain values by each branch that has fields. */
function tagsOf(branches: readonly Branch[], schema: unknown): ReadonlySet<string> {
  const [first = {}, ...others] = branches
    .map(({ $ref, properties }) =>
      $ref === undefined ? properties : (schemaAt(schema, $ref) as Branch).properties,
    )
    .filter((properties) => properties !== undefined);
  const isFixed = (field: object | undefined) => field !== undefined && ('const' in field || 'enum' in field);
  const tags = Object.keys(first).filter((name) =>
    [first, ...others].every((fields) => isFixed(fields[name])),
  );
  return new Set(tags);
}

/** Whether an error shows that its branch was not meant: another type of value, or another tag. */
function showsOtherBranch(error: SchemaError, choice: SchemaError, tags: ReadonlySet<string>): boolean {
  const inside = parsePointer(error.instancePath).slice(parsePointer(choice.instancePath).length);
  if (error.keyword === 'type') return inside.length === 0;
  if (error.keyword !== 'const' && error.keyword !== 'enum') return false;
  return inside.length === 0 || (inside.length === 1 && tags.has(String(inside[0])));
}

function isSame(a: SchemaError, b: SchemaError): boolean {
  const identity = ({ instancePath, keyword, params }: SchemaError) =>
    JSON.stringify([instancePath, keyword, params]);
  return identity(a) === identity(b);
}

function fromInside(problems: readonly SchemaProblem[]): readonly SchemaProblem[] {
  return problems.map((problem) => ({ ...problem, fromInside: true }));
}
