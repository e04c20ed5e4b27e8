import { ImageError } from '../image-error.js';
import type { Finding } from './inspect-images.js';
import { type FilesProblem, inWords, type Role } from './listed-image.js';
import { listed } from './pair-files.js';

/** What is wrong with images together. */
export function compareImages(found: readonly Finding[]): FilesProblem[] {
  const problems: FilesProblem[] = [];
  const say = (role: Role, message: string, hint: string) =>
    problems.push({ role, error: new ImageError(message, hint) });
  const namesBy = (value: (finding: Finding) => string | undefined) => {
    const groups = new Map<string, string[]>();
    for (const finding of found) {
      const key = value(finding);
      if (key === undefined) continue;
      const names = groups.get(key) ?? [];
      names.push(finding.name);
      groups.set(key, names);
    }
    return groups;
  };
  const sizes = namesBy(({ size }) => size);
  if (sizes.size > 1) {
    const hint = 'Say with `fit` how to make them equal, or leave some out.';
    say('images', `the images have different sizes: ${inGroups(sizes)}`, hint);
  }
  const dtypes = namesBy(({ dtype }) => dtype);
  if (dtypes.size > 1) {
    const hint = 'Convert them to one kind, or load them as sets of their own.';
    say('images', `the images have different kinds of pixel: ${inGroups(dtypes)}`, hint);
  }
  const masked = found.filter(({ mask }) => mask);
  if (masked.length > 0 && !masked.some(({ hasForeground }) => hasForeground)) {
    const { mask, unlisted = [] } = masked.find(({ unlisted = [] }) => unlisted.length > 0) ?? masked[0]!;
    const holds = unlisted.length > 0 ? unlisted.join(', ') : 'nothing but background';
    say('masks', 'no mask has any foreground', `The mask ${inWords(mask!)} holds ${holds}.`);
  }
  return problems;
}

/** `512 × 512 px (28: a, b, c and 25 more), 250 × 250 px (1: d)` */
function inGroups(groups: ReadonlyMap<string, readonly string[]>): string {
  return [...groups].map(([what, names]) => `${what} (${names.length}: ${listed(names, 3)})`).join(', ');
}
