import type { DiagnosticList } from '../document/diagnostics/diagnostic-list.js';
import type { Field, Located } from '../document/json/located.js';

/** What a configuration says of the machine that runs are on. */
export interface MachineLimits {
  /** Memory for nodes that say how much they may hold. */
  readonly memoryBytes?: number;
  /** The most that there is of named limits, whatever a pipeline says. */
  readonly limits?: Readonly<Record<string, number>>;
  /** After how long a silence a worker is taken for stalled. */
  readonly stallTimeoutMs?: number;
}

export const machineFields = ['memoryBytes', 'limits', 'stallTimeoutMs'] as const;

/** Workers give a sign of life every two seconds; a busy machine may delay it. */
const shortestStallTimeoutMs = 5_000;

/** Reads these fields of a configuration, where it has them. */
export function readMachineLimits(
  fields: ReadonlyMap<string, Field>,
  diagnostics: DiagnosticList,
): MachineLimits {
  const read = (name: (typeof machineFields)[number], least: number) => {
    const value = fields.get(name)?.value;
    return value && readWholeNumber(name, value, least, diagnostics);
  };
  const memoryBytes = read('memoryBytes', 1);
  const stallTimeoutMs = read('stallTimeoutMs', shortestStallTimeoutMs);
  const limits = readLimits(fields.get('limits')?.value, diagnostics);
  return {
    ...(memoryBytes !== undefined && { memoryBytes }),
    ...(limits && { limits }),
    ...(stallTimeoutMs !== undefined && { stallTimeoutMs }),
  };
}

function readLimits(
  value: Located | undefined,
  diagnostics: DiagnosticList,
): Record<string, number> | undefined {
  if (value === undefined) return undefined;
  const limits: Record<string, number> = {};
  if (value.kind !== 'object')
    diagnostics.error(value.location, '"limits" must be an object: how much there is, by name');
  else {
    for (const [name, field] of value.fields)
      limits[name] = readWholeNumber(name, field.value, 1, diagnostics) ?? 1;
  }
  return limits;
}

function readWholeNumber(
  name: string,
  value: Located,
  least: number,
  diagnostics: DiagnosticList,
): number | undefined {
  if (value.kind === 'scalar' && Number.isSafeInteger(value.value) && Number(value.value) >= least)
    return Number(value.value);
  diagnostics.error(value.location, `"${name}" must be a whole number from ${least}`);
  return undefined;
}
