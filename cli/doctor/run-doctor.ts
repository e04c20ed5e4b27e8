import pc from 'picocolors';
import type { DoctorOptions } from './command.js';
import { formatFindings } from './format-findings.js';
import { installTensorflow } from './install.js';

/** @returns the exit code: 0, 2 where there is a problem, 130 where it was interrupted */
export async function runDoctor({ install, json, store }: DoctorOptions): Promise<number> {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort(new Error('interrupted'));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    const findings = install
      ? [await installTensorflow(interruption.signal)]
      : await (await import('./examine.js')).examine(store, interruption.signal);
    const isWell = findings.every(({ status }) => status !== 'problem');
    process.stdout.write(
      json ? `${JSON.stringify({ ok: isWell, findings }, null, 2)}\n` : formatFindings(findings, pc),
    );
    return isWell ? 0 : 2;
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    process.stderr.write('interrupted; nothing was changed\n');
    return 130;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}
