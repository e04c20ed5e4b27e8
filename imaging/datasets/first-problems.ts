import { ImageError } from '../image-error.js';
import type { FilesProblem } from './listed-image.js';

const mostProblems = 10;

/** The first of many problems, and how many more there are: what is wrong with one file may be with all. */
export function firstProblems(problems: readonly FilesProblem[]): readonly FilesProblem[] {
  const [next, ...others] = problems.slice(mostProblems);
  if (!next) return problems;
  const more = others.length === 0 ? 'is 1 more problem' : `are ${others.length + 1} more problems`;
  const error = new ImageError(`there ${more} in the files`);
  return [...problems.slice(0, mostProblems), { role: next.role, error }];
}
