/** One line of what `doctor` has to say. */
export interface Finding {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'problem';
  readonly detail: string;
  /** What to do about a warning or a problem. */
  readonly fix?: string;
  /** The same as values, for `--json`. */
  readonly data?: Readonly<Record<string, unknown>>;
}

export function ok(name: string, detail: string, data?: Finding['data']): Finding {
  return { name, status: 'ok', detail, ...(data && { data }) };
}

export function warning(name: string, detail: string, fix: string, data?: Finding['data']): Finding {
  return { name, status: 'warning', detail, fix, ...(data && { data }) };
}

export function problem(name: string, detail: string, fix: string, data?: Finding['data']): Finding {
  return { name, status: 'problem', detail, fix, ...(data && { data }) };
}
