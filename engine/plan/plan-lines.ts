import type { PlanDescription } from './describe-plan.js';
import type { ReasonGroup } from './reason-groups.js';
import { countOf, goesOnText, namesByNode, stateText } from './words.js';

/** A plan for people: counts, then what runs, waits and so on, and why; instances for which it is the same together. */
export function planLines(description: PlanDescription): string[] {
  const { pipeline, instances, counts, keyFormat, reasons } = description;
  const stopped = counts.notPromoted > 0 ? `, ${counts.notPromoted} not promoted` : '';
  const left = stopped + (counts.leftOut > 0 ? `, ${counts.leftOut} left out` : '');
  const head = `${pipeline}: ${countOf(instances, 'instance')}`;
  if (counts.cached === instances) return [`${head}, all cached${left}`];
  const shared = counts.shared > 0 ? `, ${counts.shared} the same as another` : '';
  return [
    `${head}: ${counts.cached} cached, ${counts.run} to run, ${counts.waiting} waiting${shared}${left}`,
    ...(keyFormat ? [formatLine(keyFormat, instances)] : []),
    ...reasons.flatMap((group) => (group.state === 'cached' ? [] : groupLines(group, instances))),
  ];
}

function formatLine(
  { since, because, instances }: NonNullable<PlanDescription['keyFormat']>,
  all: number,
): string {
  const which = instances === all ? `all ${all} run` : `${instances} of ${all} run`;
  return `${which}: keys are made in another way since micrograph ${since}, because ${because}; no result recorded before is found`;
}

function groupLines({ state, reason, goesOnAfter, instances }: ReasonGroup, all: number): string[] {
  const which = instances.length === all ? `all ${all}` : String(instances.length);
  return [`  ${which} ${stateText(state, reason, ':')}${goesOnText(goesOnAfter)}`, ...namesByNode(instances)];
}
