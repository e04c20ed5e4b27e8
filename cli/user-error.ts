import type { Diagnostic } from '../engine/document/diagnostics/diagnostic.js';
import { printDiagnostics } from './print.js';

/** Something the user gave is wrong: ends the command with status 2 after showing why. */
export class UserError extends Error {
  readonly diagnostics: readonly Diagnostic[];
  readonly #json: boolean;

  constructor(diagnostics: readonly Diagnostic[], json = false) {
    super(diagnostics.map(({ message }) => message).join('\n'));
    this.diagnostics = diagnostics;
    this.#json = json;
  }

  static of(message: string, hint?: string): UserError {
    return new UserError([{ severity: 'error', message, ...(hint !== undefined && { hint }) }]);
  }

  async print(): Promise<void> {
    await printDiagnostics(this.diagnostics, this.#json);
  }
}
