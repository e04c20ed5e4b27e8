/** A hint for a name that is not known: the nearest one that is, or else all of them where they are few. */
export function didYouMean(name: string, known: Iterable<string>, plural: string): string | undefined {
  const names = [...known];
  const near = nearestHint(name, names);
  if (near !== undefined) return near;
  if (names.length === 0) return undefined;
  const shown = names.slice(0, 12).join(', ');
  return `${plural}: ${shown}${names.length > 12 ? `, and ${names.length - 12} more` : ''}`;
}

/** A hint for the nearest known name, where one is near. */
export function nearestHint(name: string, known: readonly string[]): string | undefined {
  const near = nearestName(name, known);
  return near === undefined ? undefined : `did you mean "${near}"?`;
}

/** Whether a known name is not there, but one that may have been meant to be it. */
export function isMisspelt(name: string, written: Iterable<string>, known: readonly string[]): boolean {
  const names = [...written];
  return (
    !names.includes(name) && names.some((one) => !known.includes(one) && nearestName(one, known) === name)
  );
}

/** The known name that is most like a name, where one is like it. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  // Longer names may differ in more letters; a name without one letter in common is never meant.
  let limit = Math.min(Math.floor((name.length + 2) / 3), name.length - 1);
  let best: string | undefined;
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) > limit) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance > limit || (distance === limit && best !== undefined)) continue;
    best = candidate;
    limit = distance;
  }
  return best;
}

/** How many letters must be inserted, left out, replaced or swapped with a neighbour (Levenshtein; Damerau). */
export function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(replaced, previous[j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, beforePrevious[j - 2]! + 1);
      }
      row.push(best);
    }
    beforePrevious = previous;
    previous = row;
  }
  return previous[b.length]!;
}
