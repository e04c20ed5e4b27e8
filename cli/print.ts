import type { Diagnostic } from '../engine/document/diagnostics/diagnostic.js';
import { printableJson, printableLines } from '../engine/document/diagnostics/printable.js';

/** Writes to stdout what may hold strangers' texts: names, labels, messages. */
export function print(text: string): void {
  process.stdout.write(`${printableLines(text)}\n`);
}

export function printJson(value: unknown): void {
  process.stdout.write(`${printableJson(JSON.stringify(value, null, 2))}\n`);
}

/** One line of JSON Lines. */
export function printJsonLine(value: unknown): void {
  process.stdout.write(`${printableJson(JSON.stringify(value))}\n`);
}

/** For people on stderr, or as a JSON list on stdout. */
export async function printDiagnostics(diagnostics: readonly Diagnostic[], json: boolean): Promise<void> {
  if (json) {
    const { diagnosticToJson } = await import('../engine/document/diagnostics/diagnostic-json.js');
    printJson({ diagnostics: diagnostics.map(diagnosticToJson) });
    return;
  }
  if (diagnostics.length === 0) return;
  const { formatDiagnostic, noColors } = await import('../engine/document/diagnostics/format-diagnostic.js');
  const painter = process.stderr.isTTY ? await colors() : noColors;
  const texts = diagnostics.map((diagnostic) =>
    formatDiagnostic(diagnostic, { folder: process.cwd(), painter }),
  );
  process.stderr.write(`${texts.join('\n\n')}\n`);
}

async function colors() {
  const { default: colors } = await import('picocolors');
  return {
    error: (text: string) => colors.bold(colors.red(text)),
    warning: (text: string) => colors.bold(colors.yellow(text)),
    place: colors.cyan,
    underline: colors.red,
    hint: colors.green,
  };
}
