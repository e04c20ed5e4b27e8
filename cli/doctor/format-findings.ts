import type { Colors } from 'picocolors/types.js';
import type { Finding } from './finding.js';

/** Findings as text: one line each, with what to do below the ones that are not ok. */
export function formatFindings(findings: readonly Finding[], colors: Colors): string {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const marks = {
    ok: colors.green('ok     '),
    warning: colors.yellow('warning'),
    problem: colors.red('problem'),
  };
  const indent = ' '.repeat('problem'.length + width + 4);
  return findings
    .flatMap(({ name, status, detail, fix }) => {
      const line = `${marks[status]}  ${colors.bold(name.padEnd(width))}  ${detail.replaceAll('\n', `\n${indent}`)}`;
      return fix === undefined ? [line] : [line, `${indent}${colors.cyan(fix)}`];
    })
    .map((line) => `${line}\n`)
    .join('');
}
