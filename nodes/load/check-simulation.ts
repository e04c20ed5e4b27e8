import { simulatedSide, simulatesTargets } from '../../imaging/simulate/simulation.js';
import { simulationProblems } from '../../imaging/simulate/simulation-problems.js';
import type { Problem } from '../define-node.js';
import type { Settings } from './expand.js';
import { listSimulated } from './listing.js';
import { dealImages, firstImages } from './select.js';

/** Pixels of all simulated images together: 100 GB on disk, and as much for their masks. */
const mostPixels = 1e11;

/** What is asked for of simulated images. */
export function checkSimulation(settings: Settings): Problem[] {
  const { simulate, splitFile } = settings;
  if (!simulate) return [];
  const problems = checkSize(simulate);
  for (const { setting, message, hint } of simulationProblems(simulate)) {
    problems.push({ path: ['simulate', setting], message, hint });
  }
  if (settings.downscale !== 1) {
    const hint = 'Simulate smaller images with `size`.';
    problems.push({ path: ['downscale'], message: 'simulated images are not reduced', hint });
  }
  for (const param of ['enlarge', 'tile', 'fit', 'outliers', 'minForeground'] as const) {
    if (settings[param] === undefined) continue;
    const message = 'simulated images are prepared already, and have one size';
    problems.push({ path: [param], message, hint: 'Set `size`.' });
  }
  if (settings.degrade && simulatesTargets(simulate)) {
    const hint = 'Simulate without target images, or take those that are simulated.';
    problems.push({ path: ['degrade'], message: 'these images have targets already', hint });
  }
  if (splitFile !== undefined) return problems;
  // What a simulator will make is known without making it, so its split can be tried here.
  const listing = listSimulated(settings);
  const dealt = dealImages(settings, listing, firstImages(settings, listing));
  return [...problems, ...listing.problems, ...dealt.problems];
}

type Simulation = NonNullable<Settings['simulate']>;

function checkSize(simulate: Simulation): Problem[] {
  const side = simulatedSide(simulate);
  const pixels = simulate.count * side ** 2;
  if (pixels <= mostPixels) return [];
  const message = `${simulate.count} images of ${side} × ${side} px are ${pixels} pixels, more than ${mostPixels}`;
  const hint = `Of this size, ${Math.floor(mostPixels / side ** 2)} can be simulated.`;
  return [{ path: ['simulate', 'count'], message, hint }];
}
