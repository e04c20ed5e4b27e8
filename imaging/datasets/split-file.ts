import { isFolds, isFractions, type Part, parts, type Split, type WrittenSplit } from './split.js';

/** The files that can list a split. */
export const splitFileExtensions = ['.csv', '.txt'] as const;

/** Names of images by part, as a file lists them. */
export type ListedNames = Readonly<Record<Part, readonly string[]>>;

/** More lines than these that are wrong are only counted: all may be. */
const mostProblems = 20;

/**
 * Reads a list of images by part. Either each line has a name and after the last comma, semicolon or tab the part
 * (`name,part`; a first line that names the columns is passed over), or names stand one a line under the part in a
 * line of its own: `train`, `train:` or `[train]`. Problems begin with the file and the line.
 */
export function parseSplitFile(
  text: string,
  file: string,
): { readonly listed: ListedNames; readonly problems: readonly string[] } {
  const lists: Record<Part, string[]> = { train: [], validation: [], test: [] };
  const problems: string[] = [];
  const lineOf = new Map<string, number>();
  const add = (part: Part, name: string, line: number) => {
    const before = lineOf.get(name);
    if (before === undefined) {
      lineOf.set(name, line);
      lists[part].push(name);
    } else problems.push(`${file}:${line}: "${name}" is listed in line ${before} already`);
  };

  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n|\r/)
    .entries();
  const filled = [...lines].flatMap(([i, line]) =>
    line.trim() === '' ? [] : [{ line: line.trim(), number: i + 1 }],
  );
  let under = filled[0] && headed(filled[0].line);
  const hasHeads = under !== undefined;
  for (const [i, { line, number }] of filled.entries()) {
    const head = hasHeads ? headed(line) : undefined;
    if (head) under = head;
    else if (under) add(under, unquoted(line), number);
    else {
      const [, name = '', word = ''] = /^(.*)[,;\t](.*)$/.exec(line) ?? [];
      const part = partOf(unquoted(word));
      if (part && name.trim() !== '') add(part, unquoted(name), number);
      else if (i > 0 || !isHeading(word))
        problems.push(`${file}:${number}: ${wrongLine(line, unquoted(word))}`);
    }
  }
  if (lineOf.size === 0 && problems.length === 0) problems.push(`${file} lists no images`);
  const more = problems.length - mostProblems;
  if (more > 0) problems.splice(mostProblems, more, `${file}: ${more} more lines are wrong`);
  return { listed: lists, problems };
}

/** Each part has what a file lists for it. */
export const splitByFile = { train: 'file', validation: 'file', test: 'file' } as const;

/**
 * The split without reference to a file: where it says `file`, a part has what `file` lists for it. Parts for which it
 * lists nothing are problems.
 */
export function withListedNames(
  split: WrittenSplit,
  listed: ListedNames,
  file: string,
): { readonly split: Split; readonly problems: readonly string[] } {
  if (isFractions(split) || isFolds(split)) return { split, problems: [] };
  const shares: Partial<Record<Part, number | readonly string[]>> = {};
  const problems: string[] = [];
  for (const part of parts) {
    const share = split[part];
    if (share === undefined) continue;
    if (share === 'file' && listed[part].length === 0) problems.push(`${file} lists no images for ${part}`);
    shares[part] = share === 'file' ? listed[part] : share;
  }
  return { split: shares, problems };
}

/** The part that heads a list. */
function headed(line: string): Part | undefined {
  return partOf(/^\[(.*)\]$/.exec(line)?.[1] ?? line.replace(/:$/, ''));
}

function partOf(word: string): Part | undefined {
  return parts.find((part) => part === word.trim().toLowerCase());
}

/** Whether this is what people call the column of parts. */
function isHeading(word: string): boolean {
  return ['part', 'split', 'set', 'subset'].includes(unquoted(word).toLowerCase());
}

function wrongLine(line: string, word: string): string {
  return word === '' || partOf(word)
    ? `expected a name, a comma and one of ${parts.join(', ')}, found ${JSON.stringify(line.slice(0, 80))}`
    : `"${word.slice(0, 80)}" is none of ${parts.join(', ')}`;
}

/** A field of a CSV file: in quotation marks, one of them is written twice. */
function unquoted(field: string): string {
  const trimmed = field.trim();
  const inside = /^"(.*)"$/.exec(trimmed)?.[1];
  return inside === undefined ? trimmed : inside.replaceAll('""', '"');
}
