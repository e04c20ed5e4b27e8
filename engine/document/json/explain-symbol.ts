/** What is wrong with a piece of text that is no JSON. */
export interface SymbolProblem {
  /** How long the piece is. */
  readonly length: number;
  readonly message: string;
  readonly hint?: string;
}

const keywords = new Map([
  ['True', 'true'],
  ['TRUE', 'true'],
  ['False', 'false'],
  ['FALSE', 'false'],
  ['None', 'null'],
  ['nil', 'null'],
  ['undefined', 'null'],
]);

/** Says of a text at a place where neither a value nor a name of JSON begins what its writer may have meant. */
export function explainSymbol(text: string, offset: number): SymbolProblem {
  const [first = '', line = ''] = [text[offset], /[^\r\n]*/y.exec(text.slice(offset, offset + 1000))?.[0]];
  const quoted = /^'[^']*'?/.exec(line)?.[0];
  if (quoted !== undefined) {
    return { length: quoted.length, message: 'text is written in double quotes, not in single ones' };
  }
  if (/[“”„‘’]/.test(first)) return { length: 1, message: 'text is written in straight double quotes: "…"' };
  const word = /^[\w$.+-]+/.exec(line)?.[0];
  if (word === undefined) return { length: 1, message: `unexpected ${JSON.stringify(first)}` };
  const { length } = word;
  if (/^[-+]?(NaN|Infinity|inf)$/i.test(word)) return { length, message: `JSON has no number ${word}` };
  if (/^[-+.\d]/.test(word)) return { length, ...explainNumber(word) };
  const keyword = keywords.get(word);
  if (keyword !== undefined)
    return { length, message: `${word} is not JSON`, hint: `did you mean ${keyword}?` };
  const kind = /^\s*:/.test(line.slice(length)) ? 'names of fields are' : 'text is';
  return { length, message: `${word} is not JSON`, hint: `${kind} written in double quotes: "${word}"` };
}

function explainNumber(written: string): { message: string; hint: string } {
  const hint = 'numbers look like 0.5, -3 and 1e-4';
  if (/^-?0\d+$/.test(written))
    return { message: `${written} begins with 0, which JSON does not allow`, hint };
  return { message: `${written} is not a JSON number`, hint };
}
