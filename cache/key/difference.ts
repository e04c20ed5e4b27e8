/** One place where two values differ. `undefined` stands for a field that is not there. */
export interface Difference {
  /** `params.learningRate` */
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Every leaf that differs between two JSON values, in the order of the newer one. */
export function differences(before: unknown, after: unknown, field = ''): Difference[] {
  if (Object.is(before, after)) return [];
  if (isContainer(before) && isContainer(after) && Array.isArray(before) === Array.isArray(after)) {
    const names = new Set([...Object.keys(after), ...Object.keys(before)]);
    return [...names].flatMap((name) =>
      differences(before[name], after[name], field === '' ? name : `${field}.${name}`),
    );
  }
  return [{ field, before, after }];
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
