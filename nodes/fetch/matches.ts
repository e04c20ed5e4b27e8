/**
 * Whether a pattern, in which `*` stands for any characters and `?` for one, describes all of a text. Only the last `*`
 * is ever tried anew, so that no pattern takes longer than the product of both lengths.
 */
export function matches(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let textAtStar = 0;
  for (let next = 0; next < text.length; ) {
    if (pattern[at] === '*') {
      star = at++;
      textAtStar = next;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[next])) {
      at++;
      next++;
    } else if (star >= 0) {
      at = star + 1;
      next = ++textAtStar;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

/** Which patterns were met by nothing so far. */
export class Patterns {
  readonly #patterns: readonly string[] | undefined;
  readonly #unmet: Set<string>;

  /** Without patterns, everything is chosen. */
  constructor(patterns: readonly string[] | undefined) {
    this.#patterns = patterns;
    this.#unmet = new Set(patterns);
  }

  choose(name: string): boolean {
    if (!this.#patterns) return true;
    const met = this.#patterns.filter((pattern) => matches(pattern, name));
    for (const pattern of met) this.#unmet.delete(pattern);
    return met.length > 0;
  }

  get unmet(): readonly string[] {
    return [...this.#unmet];
  }
}
