/** A text in double quotes, as far as it can be read. */
export interface TextLiteral {
  /** Offset behind the closing quote, or the end of the line where there is none. */
  readonly end: number;
  /** Undefined where the closing quote is missing. */
  readonly value: string | undefined;
  readonly problem?: { readonly message: string; readonly hint?: string };
}

const quote = 0x22;
const backslash = 0x5c;

/** Reads the JSON text whose opening quote is at `start`. */
export function readTextLiteral(text: string, start: number): TextLiteral {
  let hasEscape = false;
  let hasControl = false;
  let end = start + 1;
  for (let code = text.charCodeAt(end); code !== quote; code = text.charCodeAt(end)) {
    if (Number.isNaN(code) || code === 0x0a || code === 0x0d) {
      return {
        end,
        value: undefined,
        problem: { message: 'the closing quote of this text is missing on its line' },
      };
    }
    hasEscape ||= code === backslash;
    hasControl ||= code < 0x20;
    // What follows a backslash is not looked at, unless it ends the line.
    end += code === backslash && !/[\r\n]|^$/.test(text[end + 1] ?? '') ? 2 : 1;
  }
  const written = text.slice(start + 1, end);
  end++;
  if (hasControl) {
    const hint = 'write \\n for a line break, \\t for a tab';
    return { end, value: written, problem: { message: 'this text holds a control character', hint } };
  }
  if (!hasEscape) return { end, value: written };
  const value = decode(written);
  if (value === undefined) {
    const hint = 'a backslash itself is written \\\\';
    return { end, value: written, problem: { message: 'this text holds an unknown escape', hint } };
  }
  // Half of a surrogate pair has no UTF-8 form, so two different texts would hash alike.
  if (!/\p{Surrogate}/u.test(value)) return { end, value };
  return {
    end,
    value,
    problem: { message: 'this text holds half of a surrogate pair, which is no character' },
  };
}

function decode(written: string): string | undefined {
  try {
    return JSON.parse(`"${written}"`) as string;
  } catch {
    return undefined;
  }
}
