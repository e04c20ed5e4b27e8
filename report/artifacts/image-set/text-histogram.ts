/** From low to high. Blocks for terminals, letters of growing weight for files and pipes. */
const blocks = [...' ▁▂▃▄▅▆▇█'];
const letters = [...' .:-=+*#%@'];

/** A histogram in one line of text; a part that is not empty is never blank. */
export function textHistogram(counts: readonly number[], style: 'blocks' | 'letters'): string {
  const levels = style === 'blocks' ? blocks : letters;
  const most = Math.max(...counts, 1);
  return counts.map((count) => levels[Math.ceil((count / most) * (levels.length - 1))]).join('');
}
