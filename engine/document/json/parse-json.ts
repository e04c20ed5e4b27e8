import type { Location, SourceText } from '../diagnostics/diagnostic.js';
import type { DiagnosticList } from '../diagnostics/diagnostic-list.js';
import { explainSymbol } from './explain-symbol.js';
import { forbiddenNames } from './forbidden-names.js';
import type { Field, Located } from './located.js';
import { readTextLiteral } from './read-text-literal.js';
import { lineNumberOf } from './source-position.js';

export const maxDepth = 64;

const keyword = /(?:true|false|null)(?![\w$.+-])/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w$.+-])/y;
const comment = /(?:\/\/|#)[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;
const anyToken = /"[^"\\\r\n]*"|[\w$.+-]+|[\s\S]/uy;

/**
 * Parses strict JSON (RFC 8259), keeping the place of every value. Mistakes that leave no doubt how the text goes on
 * are all reported; at another one the parser stops, because what it would say after that would only distract.
 * @returns undefined where the text cannot be read as a whole
 */
export function parseJson(source: SourceText, diagnostics: DiagnosticList): Located | undefined {
  return new JsonParser(source, diagnostics).parse();
}

/** Its methods return undefined where parsing cannot go on; why is reported. */
class JsonParser {
  readonly #source: SourceText;
  readonly #text: string;
  readonly #diagnostics: DiagnosticList;
  /** Offsets of the brackets that are open. */
  readonly #open: number[] = [];
  #at = 0;

  constructor(source: SourceText, diagnostics: DiagnosticList) {
    this.#source = source;
    this.#text = source.text;
    this.#diagnostics = diagnostics;
  }

  parse(): Located | undefined {
    if (this.#text.trim() === '') {
      this.#diagnostics.error(this.#location(0, 0), 'the file is empty');
      return undefined;
    }
    const root = this.#value();
    if (root === undefined) return undefined;
    return this.#next() === '' ? root : this.#unexpected('the end of the file');
  }

  #value(): Located | undefined {
    const first = this.#next();
    switch (first) {
      case '{':
        return this.#object();
      case '[':
        return this.#list();
      case '"': {
        const start = this.#at;
        const value = this.#string();
        return value === undefined ? undefined : { kind: 'scalar', value, location: this.#from(start) };
      }
      case '':
      case ',':
      case ':':
      case '}':
      case ']':
        return this.#unexpected('a value');
      default:
        return this.#keyword() ?? this.#number() ?? this.#symbol();
    }
  }

  #list(): Located | undefined {
    const start = this.#at;
    if (!this.#enter()) return undefined;
    const items: Located[] = [];
    while (this.#next() !== ']') {
      const item = this.#value();
      if (item === undefined || !this.#separator(']')) return undefined;
      items.push(item);
    }
    return { kind: 'list', items, location: this.#leave(start) };
  }

  #object(): Located | undefined {
    const start = this.#at;
    if (!this.#enter()) return undefined;
    const fields = new Map<string, Field>();
    for (let next = this.#next(); next !== '}'; next = this.#next()) {
      if (next !== '"')
        return /[,:\]{[]|^$/.test(next) ? this.#unexpected('the name of a field') : this.#symbol();
      const nameStart = this.#at;
      const name = this.#string();
      if (name === undefined) return undefined;
      const nameLocation = this.#from(nameStart);
      if (this.#next() !== ':') return this.#unexpected('":" after the name of the field');
      this.#at++;
      const value = this.#value();
      if (value === undefined || !this.#separator('}')) return undefined;
      this.#addField(fields, name, { nameLocation, value });
    }
    return { kind: 'object', fields, location: this.#leave(start) };
  }

  #addField(fields: Map<string, Field>, name: string, field: Field): void {
    const first = fields.get(name)?.nameLocation;
    if (forbiddenNames.has(name)) {
      this.#diagnostics.error(field.nameLocation, `the name "${name}" is not allowed`);
    } else if (first !== undefined) {
      const related = { message: 'first written here', location: first };
      const message = `"${name}" is written twice, first on ${lineNumberOf(first)}`;
      this.#diagnostics.error(field.nameLocation, message, { related });
    } else {
      fields.set(name, field);
    }
  }

  /** After an item: a comma and what follows it, or the closing bracket, at which it stays. */
  #separator(close: string): boolean {
    const next = this.#next();
    if (next === close) return true;
    if (next !== ',') {
      this.#unexpected(`"," or "${close}"`);
      return false;
    }
    const comma = this.#location(this.#at++, 1);
    if (this.#next() === close) {
      this.#diagnostics.error(comma, 'a comma after the last item', { hint: 'remove it' });
    }
    return true;
  }

  #keyword(): Located | undefined {
    const found = this.#match(keyword);
    if (found === '') return undefined;
    const start = this.#at;
    this.#at += found.length;
    return { kind: 'scalar', value: found === 'null' ? null : found === 'true', location: this.#from(start) };
  }

  #number(): Located | undefined {
    const written = this.#match(number);
    if (written === '') return undefined;
    const location = this.#location(this.#at, written.length);
    this.#at += written.length;
    const value = Number(written);
    if (!Number.isFinite(value)) {
      this.#diagnostics.error(location, `the number ${written} is out of range`);
      return { kind: 'hole', location };
    }
    if (!Number.isSafeInteger(value) && /^-?\d+$/.test(written)) {
      const hint = `whole numbers are exact up to ${Number.MAX_SAFE_INTEGER}`;
      this.#diagnostics.error(location, `the number ${written} cannot be kept exactly`, { hint });
      return { kind: 'hole', location };
    }
    // -0 and 0 are one number; as two they would look the same in a key and differ in a computation.
    return { kind: 'scalar', value: value === 0 ? 0 : value, location };
  }

  #string(): string | undefined {
    const start = this.#at;
    const { end, value, problem } = readTextLiteral(this.#text, start);
    this.#at = end;
    if (problem !== undefined) {
      this.#diagnostics.error(this.#from(start), problem.message, { hint: problem.hint });
    }
    return value;
  }

  /** The next character after white space; empty at the end. Comments are reported and passed over. */
  #next(): string {
    for (;;) {
      while (isSpace(this.#text.charCodeAt(this.#at))) this.#at++;
      const character = this.#text[this.#at] ?? '';
      const found = character === '/' || character === '#' ? this.#match(comment) : '';
      if (found === '') return character;
      const location = this.#location(this.#at, found.length);
      this.#diagnostics.error(location, 'JSON has no comments', { hint: 'remove the comment' });
      this.#at += found.length;
    }
  }

  /** What a sticky pattern matches here; empty where it does not. */
  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0] ?? '';
  }

  /** Passes an opening bracket. */
  #enter(): boolean {
    if (this.#open.length === maxDepth) {
      this.#diagnostics.error(this.#location(this.#at, 1), `nested more than ${maxDepth} levels deep`);
      return false;
    }
    this.#open.push(this.#at++);
    return true;
  }

  /** Passes a closing bracket. */
  #leave(start: number): Location {
    this.#open.pop();
    this.#at++;
    return this.#from(start);
  }

  #symbol(): undefined {
    const { length, message, hint } = explainSymbol(this.#text, this.#at);
    this.#diagnostics.error(this.#location(this.#at, length), message, { hint });
  }

  #unexpected(expected: string): undefined {
    const character = this.#text[this.#at] ?? '';
    const token = this.#match(anyToken);
    const found = describeToken(token);
    const location = this.#location(this.#at, token.length);
    const opened = this.#open.at(-1);
    const close = opened === undefined ? undefined : this.#text[opened] === '{' ? '}' : ']';
    if (opened === undefined || character === close || !['', '}', ']'].includes(character)) {
      this.#diagnostics.error(location, `expected ${expected}, found ${found}`);
      return;
    }
    const opener = this.#location(opened, 1);
    const message = `expected "${close}" to close the "${this.#text[opened]}" of ${lineNumberOf(opener)}, found ${found}`;
    this.#diagnostics.error(location, message, { related: { message: 'opened here', location: opener } });
  }

  #from(start: number): Location {
    return this.#location(start, this.#at - start);
  }

  #location(offset: number, length: number): Location {
    return { source: this.#source, offset, length };
  }
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function describeToken(token: string): string {
  if (token === '') return 'the end of the file';
  if (token.length > 30) return token.startsWith('"') ? 'text' : `${token.slice(0, 30)}…`;
  return /^["\w]/.test(token) && token.length > 1 ? token : JSON.stringify(token);
}
