import { isFolds, isFractions, problemsOf } from '../../imaging/datasets/split.js';
import type { Problem } from '../define-node.js';
import { checkSimulation } from './check-simulation.js';
import { expand, type Settings } from './expand.js';
import type { LoadParams } from './params.js';

/** Rules between params that a schema cannot say. */
export function check(params: LoadParams): Problem[] {
  const { settings, problems } = expand(params);
  return [
    ...problems,
    ...checkSource(settings),
    ...checkArrays(settings),
    ...checkMasks(settings),
    ...checkPreparation(settings),
    ...checkDegrade(settings),
    ...checkSplit(settings),
    ...checkSimulation(settings),
  ];
}

function checkSource({ path, from, simulate, ...settings }: Settings): Problem[] {
  const problems: Problem[] = [];
  const isStored = path !== undefined || from !== undefined;
  if (!isStored && simulate === undefined) {
    const hint =
      'Name a folder with `path`, or have images made with `simulate`; of the input `folder`, `from` says what is used.';
    problems.push({ path: [], message: 'there is no source of images', hint });
  }
  if (isStored && simulate !== undefined) {
    const hint = 'Two sources are two `load` nodes.';
    const other = path === undefined ? 'from' : 'path';
    problems.push({ path: ['simulate'], message: `\`${other}\` and \`simulate\` exclude each other`, hint });
  }
  for (const param of ['masks', 'targets', 'points'] as const) {
    if (settings[param] === undefined) continue;
    if (from?.[param] !== undefined) {
      problems.push({ path: [param], message: `\`${param}\` and \`from.${param}\` exclude each other` });
    } else if (!isStored)
      problems.push({ path: [param], message: `\`${param}\` belongs to a \`path\` of images` });
  }
  if (!isStored) {
    for (const param of ['labels', 'splitFile', 'array', 'channel', 'region', 'nonFinite'] as const) {
      if (settings[param] === undefined || settings[param] === 'error') continue;
      problems.push({ path: [param], message: `\`${param}\` belongs to a \`path\` of images` });
    }
  }
  return problems;
}

function checkArrays({ from, masks, targets, ...settings }: Settings): Problem[] {
  const needs = [
    ['maskArray', masks ?? from?.masks, 'masks'],
    ['maskChannel', masks ?? from?.masks, 'masks'],
    ['targetArray', targets ?? from?.targets, 'target images'],
  ] as const;
  return needs.flatMap(([param, there, what]): Problem[] =>
    settings[param] === undefined || there !== undefined
      ? []
      : [{ path: [param], message: `\`${param}\` says how to read ${what}, but there are none` }],
  );
}

function checkMasks({ masks, from, simulate, foreground, classes, minForeground }: Settings): Problem[] {
  const problems: Problem[] = [];
  for (const [param, value] of Object.entries({ foreground, classes, minForeground })) {
    if (value === undefined || masks !== undefined || from?.masks !== undefined) continue;
    if (param === 'minForeground' && simulate !== undefined) continue;
    const hint = 'Name the folder of masks with `masks`.';
    const message = `\`${param}\` says how to read masks, but there are none`;
    problems.push({ path: [param], message, hint });
  }
  if (foreground !== undefined && classes !== undefined) {
    const hint = 'Masks are binary, or they have the listed classes.';
    problems.push({ path: ['classes'], message: '`classes` and `foreground` exclude each other', hint });
  }
  const names = new Set<string>();
  const classOf = new Map<string, string>();
  for (const [number, { name, values }] of (classes ?? []).entries()) {
    const path = ['classes', number];
    if (names.has(name)) problems.push({ path, message: `two classes are called "${name}"` });
    names.add(name);
    for (const value of values) {
      const colour = typeof value === 'number' ? [value, value, value] : value;
      const other = classOf.get(colour.join());
      if (other !== undefined && other !== name) {
        const message = `${JSON.stringify(value)} shows both "${other}" and "${name}"`;
        problems.push({ path, message, hint: 'A grey value is the colour of three equal parts, too.' });
      }
      classOf.set(colour.join(), name);
    }
  }
  return problems;
}

function checkPreparation({ downscale, enlarge, tile, fit, copies }: Settings): Problem[] {
  const problems: Problem[] = [];
  if (downscale > 1 && enlarge !== undefined) {
    problems.push({ path: ['enlarge'], message: '`downscale` and `enlarge` exclude each other' });
  }
  if (tile && fit) {
    const hint = 'Tiles have one size already.';
    problems.push({ path: ['fit'], message: '`tile` and `fit` exclude each other', hint });
  }
  if (tile && tile.overlap >= tile.size) {
    const message = `tiles of ${tile.size} px cannot share ${tile.overlap} px`;
    problems.push({ path: ['tile', 'overlap'], message });
  }
  if (copies === 'dihedral' && fit && fit.width !== fit.height) {
    const message = `\`copies\` need square images, not ${fit.width} × ${fit.height} px`;
    problems.push({ path: ['copies'], message, hint: 'A quarter turn exchanges width and height.' });
  }
  return problems;
}

function checkDegrade({ degrade, targets, from }: Settings): Problem[] {
  if (degrade === undefined) return [];
  const problems: Problem[] = [];
  if (targets !== undefined || from?.targets !== undefined) {
    const message = '`degrade` and `targets` exclude each other';
    const hint = '`degrade` makes the clean images the targets.';
    problems.push({ path: ['degrade'], message, hint });
  }
  const { seed: _, ...settings } = degrade;
  if (Object.keys(settings).length === 0) {
    const hint = 'Give one of downscale, blur, background, dose and gaussian.';
    problems.push({ path: ['degrade'], message: '`degrade` changes nothing', hint });
  }
  return problems;
}

function checkSplit({ split, splitFile }: Settings): Problem[] {
  if (split === undefined) return [];
  const written = split as Parameters<typeof problemsOf>[0];
  const refers = !isFractions(written) && !isFolds(written) && Object.values(written).includes('file');
  const problems: Problem[] = problemsOf(written).map((message) => ({ path: ['split'], message }));
  if (refers && splitFile === undefined) {
    const hint = 'Name the file that lists the images with `splitFile`.';
    problems.push({ path: ['split'], message: 'there is no file that lists images', hint });
  }
  if (splitFile !== undefined && !refers) {
    const hint = 'Write "file" for the parts that it lists, or leave `split` out.';
    problems.push({ path: ['splitFile'], message: '`split` uses nothing that `splitFile` lists', hint });
  }
  return problems;
}
