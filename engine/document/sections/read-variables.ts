import type { DiagnosticList } from '../diagnostics/diagnostic-list.js';
import { didYouMean } from '../diagnostics/did-you-mean.js';
import type { LocatedObject } from '../json/located.js';
import type { JsonValue } from '../pipeline.js';
import { TemplateCompiler } from '../templates/compile-template.js';
import { type Names, Scope } from '../templates/scope.js';

export interface VariableOptions {
  /** What takes the place of the document's values (`--set`). */
  readonly overrides: Readonly<Record<string, JsonValue>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly diagnostics: DiagnosticList;
}

/** The values of `vars`, which may use the environment. */
export function readVariables(
  vars: LocatedObject | undefined,
  { overrides, environment, diagnostics }: VariableOptions,
): Names<JsonValue> {
  const variables = new Map<string, JsonValue | undefined>();
  const compiler = new TemplateCompiler(new Scope({ diagnostics, environment }), diagnostics);
  for (const [name, { value }] of vars?.fields ?? []) {
    variables.set(name, Object.hasOwn(overrides, name) ? overrides[name] : compiler.constant(value));
  }
  for (const name of Object.keys(overrides)) {
    if (variables.has(name)) continue;
    const hint = didYouMean(name, variables.keys(), 'variables') ?? 'it has no "vars" at all';
    diagnostics.error(undefined, `--set ${name}: the pipeline has no variable "${name}"`, { hint });
  }
  return variables;
}
