import type { Location } from '../diagnostics/diagnostic.js';
import type { DiagnosticList } from '../diagnostics/diagnostic-list.js';
import { childrenOf, type Located, type LocatedScalar } from '../json/located.js';
import { locateInText } from '../json/text-location.js';
import type { JsonValue } from '../pipeline.js';
import { parseTemplate, type Reference } from './parse-template.js';
import type { IndexedAxis, Lookup, PointIndexes, Referent, Scope } from './scope.js';

/** Something wrong with a value at one point. */
export interface PointProblem {
  readonly location: Location;
  readonly message: string;
  readonly hint?: string | undefined;
  /** The axes mentioned at the place. */
  readonly axes: ReadonlySet<IndexedAxis>;
}

/** A value that depends on axes. */
export interface Template {
  readonly axes: ReadonlySet<IndexedAxis>;
  /** The value at a point. Parts that do not depend on axes are the same objects each time. */
  at(point: PointIndexes, report: (problem: PointProblem) => void): JsonValue;
}

const noAxes: ReadonlySet<IndexedAxis> = new Set();

/** Compiles the templates of one part of a document. */
export class TemplateCompiler {
  readonly #scope: Scope;
  readonly #diagnostics: DiagnosticList;
  readonly #dynamic = new Map<Located, Template>();
  readonly #holes = new Set<Located>();

  constructor(scope: Scope, diagnostics: DiagnosticList) {
    this.#scope = scope;
    this.#diagnostics = diagnostics;
  }

  /** The axes that a compiled value depends on. */
  axesOf(value: Located): ReadonlySet<IndexedAxis> {
    return this.#dynamic.get(value)?.axes ?? noAxes;
  }

  /** Whether a compiled value could not be had; null stands in its place. */
  isHole(value: Located): boolean {
    return this.#holes.has(value);
  }

  /** Whether anything that was compiled could not be had. */
  get hasHoles(): boolean {
    return this.#holes.size > 0;
  }

  /** The value of a template where no axis can be used; undefined where it could not be had. */
  constant(value: Located): JsonValue | undefined {
    const before = this.#holes.size;
    const result = this.compile(value).at([], () => {});
    return this.#holes.size > before ? undefined : result;
  }

  /** Whether some part of a compiled value could not be had. */
  hasHole(value: Located): boolean {
    return this.isHole(value) || childrenOf(value).some((child) => this.hasHole(child));
  }

  compile(value: Located): Template {
    const template = this.#compile(value);
    if (template.axes.size > 0) this.#dynamic.set(value, template);
    return template;
  }

  #compile(value: Located): Template {
    switch (value.kind) {
      case 'list': {
        const items = value.items.map((item) => this.compile(item));
        return combine(items, (point, report) => items.map((item) => item.at(point, report)));
      }
      case 'object': {
        const fields = Array.from(value.fields, ([name, field]) => ({
          name,
          template: this.compile(field.value),
        }));
        const templates = fields.map(({ template }) => template);
        return combine(templates, (point, report) => {
          const object: Record<string, JsonValue> = {};
          for (const { name, template } of fields) object[name] = template.at(point, report);
          return object;
        });
      }
      case 'hole':
        this.#holes.add(value);
        return constant(null);
      case 'scalar':
        return typeof value.value === 'string' && value.value.includes('${')
          ? this.#compileText(value, value.value)
          : constant(value.value);
    }
  }

  #compileText(value: LocatedScalar, text: string): Template {
    const { parts, malformed } = parseTemplate(text);
    for (const { start, end, message, hint } of malformed) {
      this.#diagnostics.error(locateInText(value.location, start, end), message, { hint });
    }
    const templates = parts.map((part) => this.#compilePart(value, part));
    if (malformed.length > 0 || templates.includes(undefined)) {
      this.#holes.add(value);
      return constant(null);
    }
    const [only] = templates;
    if (templates.length === 1) return only!;
    const known = templates as Template[];
    return combine(known, (point, report) => known.map((part) => String(part.at(point, report))).join(''));
  }

  #compilePart(value: LocatedScalar, part: string | Reference): Template | undefined {
    if (typeof part === 'string') return constant(part);
    const location = locateInText(value.location, part.start, part.end);
    const referent = this.#scope.resolve(part, location);
    if (referent === undefined) return undefined;
    const isWhole = part.end - part.start === (value.value as string).length;
    const lookup = (found: Lookup) => (isWhole ? found : insertable(found, part.text));
    return this.#compileReferent(value, referent, lookup, location);
  }

  #compileReferent(
    value: Located,
    referent: Referent,
    check: (found: Lookup) => Lookup,
    location: Location,
  ): Template | undefined {
    if ('value' in referent) {
      const checked = check(referent);
      if ('value' in checked) return constant(checked.value);
      this.#diagnostics.error(location, checked.problem.message, { hint: checked.problem.hint });
      return undefined;
    }
    const { axis, values } = referent;
    const checked = values.map(check);
    const axes = new Set([axis]);
    return {
      axes,
      at: (point, report) => {
        const found = checked[point[axis.index]!]!;
        if ('value' in found) return found.value;
        report({ location, axes, ...found.problem });
        this.#holes.add(value);
        return null;
      },
    };
  }
}

function constant(value: JsonValue): Template {
  return { axes: noAxes, at: () => value };
}

/** A value made of parts; made once where none of them depends on an axis. */
function combine(parts: readonly Template[], at: Template['at']): Template {
  const axes = new Set(parts.flatMap((part) => [...part.axes]));
  return axes.size > 0 ? { axes, at } : constant(at([], () => {}));
}

/** Only single values can stand inside a text. */
function insertable(found: Lookup, written: string): Lookup {
  if (!('value' in found) || typeof found.value !== 'object') return found;
  const kind = found.value === null ? 'null' : Array.isArray(found.value) ? 'a list' : 'an object';
  const message = `${written} is ${kind}, which cannot stand inside a text`;
  const fields =
    kind === 'an object'
      ? Object.keys(found.value as object).map((name) => `${written.slice(0, -1)}.${name}}`)
      : [];
  return {
    problem: { message, hint: fields.length > 0 ? `use one of its fields: ${fields.join(', ')}` : undefined },
  };
}
