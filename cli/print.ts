import type { Diagnostic } from '../engine/document/diagnostics/diagnostic.js';

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
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
