import type { Labels } from './options.js';
import { UserError } from './user-error.js';

/** Those that `--only` and `--at` ask for, by their names alone: the pipeline may be another one by now. */
export function chooseInstances<T extends { readonly instance: string }>(
  instances: readonly T[],
  { only, at }: { readonly only: readonly string[]; readonly at: Labels },
): readonly T[] {
  const chosen = instances.filter(({ instance }) => isAsked(instance, only, at));
  if (chosen.length > 0 || instances.length === 0) return chosen;
  throw UserError.of('the run has no such instance', '`micrograph status RUN` lists all that it has');
}

/** As in a run, an instance fits labels on axes that it does not vary over. */
function isAsked(instance: string, only: readonly string[], at: Labels): boolean {
  const [node = '', point = ''] = instance.split(/\[(.*)\]$/s);
  if (only.length > 0 && !only.includes(node)) return false;
  const labels = `,${point},`;
  return Object.entries(at).every(
    ([axis, wanted]) =>
      !labels.includes(`,${axis}=`) || wanted.some((label) => labels.includes(`,${axis}=${label},`)),
  );
}
