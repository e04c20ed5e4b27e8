const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** One line of a stranger's text without what would move the cursor or colour the terminal. */
export function printable(text: string): string {
  return text.replace(invisible, (character) => (character === '\t' ? ' ' : '\uFFFD'));
}

/** The same for several lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** JSON text in which such characters are escaped, so that it still says the same. */
export function printableJson(json: string): string {
  const escaped = (character: string) =>
    character === '\n'
      ? character
      : character.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return json.replace(invisible, escaped);
}
