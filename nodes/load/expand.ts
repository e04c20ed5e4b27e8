import { isDeepStrictEqual } from 'node:util';
import type { Problem } from '../define-node.js';
import type { LoadParams } from './params.js';
import { cem500k } from './presets/cem500k.js';
import { hdf5, pairs, stack } from './presets/general.js';
import { hrtemAu } from './presets/hrtem-au.js';
import type { Preset } from './presets/preset.js';
import { temimagenet } from './presets/temimagenet.js';

/** Params of which nothing is left to a data set. */
export type Settings = LoadParams & Required<Pick<LoadParams, 'normalization' | 'splitBy' | 'splitOrder'>>;

const presets: Readonly<Record<LoadParams['dataset'], Preset>> = {
  folder: {},
  pairs,
  stack,
  hdf5,
  cem500k,
  'hrtem-au': hrtemAu,
  temimagenet,
};

/** What is used where neither the user nor the data set says anything. */
const otherwise = { normalization: 'unit', splitBy: 'image', splitOrder: 'random' } as const;

/** Params with what their data set says; `filled` is what it said. */
export interface Expanded {
  readonly settings: Settings;
  readonly filled: Partial<LoadParams>;
  readonly problems: readonly Problem[];
}

export function expand(params: LoadParams): Expanded {
  // A data set of files does not say how simulated images are prepared.
  const preset = params.simulate ? presets.folder : presets[params.dataset];
  const fixed = preset.fixed?.(params) ?? {};
  const filled = { ...preset.filled?.(params), ...fixed };
  const unsaid = Object.entries(filled).filter(([param]) => params[param as keyof LoadParams] === undefined);
  const added: Partial<LoadParams> = Object.fromEntries(unsaid);
  const settings: Settings = { ...otherwise, ...added, ...params };
  return {
    settings,
    filled: added,
    problems: [...choiceProblems(params, preset), ...conflicts(params, fixed)],
  };
}

/** One line that says what a data set stands for; nothing where it stands for nothing. */
export function expansionInWords({ dataset }: LoadParams, { filled }: Expanded): string | undefined {
  if (Object.keys(filled).length === 0) return undefined;
  return `the data set ${dataset} stands for ${JSON.stringify(filled)}`;
}

function choiceProblems(params: LoadParams, { choices = [], required }: Preset): Problem[] {
  const problems: Problem[] = [];
  const { dataset } = params;
  for (const [name, { choices: own = [] }] of Object.entries(presets)) {
    for (const choice of own) {
      if (params[choice] === undefined || params.dataset === name || choices.includes(choice)) continue;
      const message = `\`${choice}\` belongs to the data set ${name}, not ${dataset}`;
      problems.push({ path: [choice], message });
    }
  }
  if (required && params[required] === undefined) {
    problems.push({ path: ['dataset'], message: `the data set ${dataset} needs \`${required}\`` });
  }
  if (params.task !== undefined && params.label !== undefined) {
    const hint = 'A task stands for a label of its own.';
    problems.push({ path: ['label'], message: '`task` and `label` exclude each other', hint });
  }
  if (dataset !== 'folder' && params.simulate !== undefined) {
    const hint = 'Two sources are two `load` nodes.';
    problems.push({ path: ['simulate'], message: 'a `dataset` and `simulate` exclude each other', hint });
  }
  return problems;
}

function conflicts(params: LoadParams, fixed: Partial<LoadParams>): Problem[] {
  return Object.entries(fixed).flatMap(([param, value]): Problem[] => {
    const said = params[param as keyof LoadParams];
    if (said === undefined || isDeepStrictEqual(said, value)) return [];
    const message = `the data set ${params.dataset} has \`${param}\` ${JSON.stringify(value)}`;
    return [{ path: [param], message, hint: 'Leave it out, or load the files as a `folder`.' }];
  });
}
