/** A `${…}` in a text. */
export interface Reference {
  /** As written: `${model.blocks}`. */
  readonly text: string;
  /** `model`, `vars` or `env`, then the names after the dots. */
  readonly names: readonly [string, ...string[]];
  readonly start: number;
  readonly end: number;
}

/** A text with `${…}` in it that is no reference. */
export interface MalformedReference {
  readonly message: string;
  readonly hint: string;
  readonly start: number;
  readonly end: number;
}

export interface ParsedTemplate {
  /** Texts and references in turn as they are written; empty texts are left out. */
  readonly parts: readonly (string | Reference)[];
  readonly malformed: readonly MalformedReference[];
}

/** A name, then fields behind dots; a field may be any text without dots and braces. */
const form = /^[A-Za-z_][A-Za-z0-9_-]*(\.[^.{}]+)*$/;

/** Takes a text apart at its `${…}`; `$${` stands for the characters `${`. */
export function parseTemplate(text: string): ParsedTemplate {
  const parts: (string | Reference)[] = [];
  const malformed: MalformedReference[] = [];
  let literal = '';
  let at = 0;
  while (at < text.length) {
    if (text.startsWith('$${', at)) {
      literal += '${';
      at += 3;
    } else if (!text.startsWith('${', at)) {
      literal += text[at++];
    } else {
      const close = text.indexOf('}', at);
      const end = close < 0 ? text.length : close + 1;
      const inside = text.slice(at + 2, close < 0 ? end : close);
      if (close >= 0 && form.test(inside)) {
        if (literal !== '') parts.push(literal);
        literal = '';
        const names = inside.split('.') as [string, ...string[]];
        parts.push({ text: text.slice(at, end), names, start: at, end });
      } else {
        malformed.push({ ...explain(text.slice(at, end), close < 0), start: at, end });
      }
      at = end;
    }
  }
  if (literal !== '') parts.push(literal);
  return { parts, malformed };
}

function explain(written: string, isOpen: boolean): { message: string; hint: string } {
  if (isOpen)
    return { message: 'this "${" is never closed', hint: 'write "$${" for the characters themselves' };
  return {
    message: `${written} is not a reference`,
    hint: 'write ${axis}, ${axis.field}, ${vars.name} or ${env.NAME}; nothing is computed inside ${…}',
  };
}
