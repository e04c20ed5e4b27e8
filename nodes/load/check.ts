import { parts, partsOf } from '../../imaging/datasets/split.js';
import type { Problem } from '../define-node.js';
import type { LoadParams } from './params.js';
import { dealImages, firstImages, listImages } from './select.js';

/** Sums of fractions such as 0.7 + 0.2 + 0.1 miss one by less than this. */
const rounding = 1e-9;

/** Pixels of all simulated images together: 100 GB on disk, and as much for their masks. */
const mostSimulatedPixels = 1e11;

export function check(params: LoadParams): Problem[] {
  return [
    ...checkSource(params),
    ...checkMasks(params),
    ...checkDegrade(params),
    ...checkSplit(params),
    ...checkSimulation(params),
  ];
}

function checkSource(params: LoadParams): Problem[] {
  const { path, simulate } = params;
  const problems: Problem[] = [];
  if (path === undefined && simulate === undefined) {
    const hint = 'Name a folder with `path`, or have images made with `simulate`.';
    problems.push({ path: [], message: 'there is no source of images', hint });
  }
  if (path !== undefined && simulate !== undefined) {
    const hint = 'Two sources are two `load` nodes.';
    problems.push({ path: ['simulate'], message: '`path` and `simulate` exclude each other', hint });
  }
  if (path === undefined) {
    for (const param of ['masks', 'targets', 'points', 'labels', 'region'] as const) {
      if (params[param] === undefined) continue;
      problems.push({ path: [param], message: `\`${param}\` belongs to a \`path\` of images` });
    }
  }
  return problems;
}

function checkMasks({ masks, foreground, classes }: LoadParams): Problem[] {
  const problems: Problem[] = [];
  for (const [param, value] of Object.entries({ foreground, classes })) {
    if (value === undefined || masks !== undefined) continue;
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

function checkDegrade({ degrade, targets }: LoadParams): Problem[] {
  if (degrade === undefined) return [];
  const problems: Problem[] = [];
  if (targets !== undefined) {
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

function checkSplit({ split }: LoadParams): Problem[] {
  if (split === undefined) return [];
  const problems: Problem[] = [];
  if (Array.isArray(split)) {
    const sum = split.reduce((total: number, fraction) => total + Number(fraction), 0);
    if (sum > 1 + rounding) {
      problems.push({
        path: ['split'],
        message: `the fractions sum to ${Number(sum.toPrecision(6))}, more than 1`,
      });
    }
  }
  if (partsOf(split).length === 0) {
    const message = `no part gets any images`;
    problems.push({ path: ['split'], message, hint: `Give a share to one of ${parts.join(', ')}.` });
  }
  return problems;
}

function checkSimulation(params: LoadParams): Problem[] {
  const { simulate } = params;
  if (!simulate) return [];
  const problems: Problem[] = [];
  const pixels = simulate.count * simulate.size ** 2;
  if (pixels > mostSimulatedPixels) {
    const most = Math.floor(mostSimulatedPixels / simulate.size ** 2);
    problems.push({
      path: ['simulate', 'count'],
      message: `${simulate.count} images of ${simulate.size} × ${simulate.size} px are ${pixels} pixels, more than ${mostSimulatedPixels}`,
      hint: `Of this size, ${most} can be simulated.`,
    });
  }
  for (const name of ['particles', 'radius'] as const) {
    const [low, high] = simulate[name];
    if (low > high) {
      problems.push({
        path: ['simulate', name],
        message: `${low} to ${high} is no range`,
        hint: 'Lower end first.',
      });
    }
  }
  if (params.downscale !== 1) {
    const hint = 'Simulate smaller images with `size` and `radius`.';
    problems.push({ path: ['downscale'], message: 'simulated images are not reduced', hint });
  }
  if (params.fit !== undefined) {
    problems.push({ path: ['fit'], message: 'simulated images have one size already', hint: 'Set `size`.' });
  }
  // What a simulator will make is known without making it, so its split can be tried here.
  const listing = listImages(params, {});
  const { problems: dealing } = dealImages(params, listing, firstImages(params, listing));
  return [...problems, ...listing.problems, ...dealing];
}
