/*
 * Runs the tests (all, or the files named as arguments) with AVA, whose report passes through as it comes, and ends
 * with the line `N passed, N failed` (`, N skipped`), counted from that report. Whatever makes the run worthless
 * (a crash, a time-out, no test at all, counts that do not add up) counts as a failure.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const ava = fileURLToPath(new URL('../node_modules/.bin/ava', import.meta.url));

// Without unicode AVA marks its lines otherwise; colour is decided by where the report ends up, not by the pipe.
const env = { ...process.env, TERM: 'xterm-256color' };
if (process.stdout.isTTY) env.FORCE_COLOR ??= '1';

const child = spawn(process.execPath, [ava, ...process.argv.slice(2)], {
  env,
  stdio: ['ignore', 'pipe', 'inherit'],
});
const closed = once(child, 'close');

const counts = { passed: 0, failed: 0, skipped: 0 };
/** What the summary says; it names the number of passed tests only where none failed. */
const summary = { passed: undefined, pending: 0 };
for await (const line of createInterface({ input: child.stdout })) {
  process.stdout.write(`${line}\n`);
  count(stripVTControlCharacters(line));
}
const [exitCode, signal] = await closed;

counts.failed += summary.pending;
if (counts.failed === 0) {
  const flaw = flawOfRun();
  if (flaw !== undefined) {
    process.stdout.write(`\n  The test run is no good: ${flaw}\n`);
    counts.failed = 1;
  }
}
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed${skipped}\n`);
process.exitCode = counts.failed === 0 ? 0 : 1;

/** Tests are told in lines with two spaces and a mark; what the tests themselves print goes to stderr. */
function count(line) {
  if (/^ {2}✔ /.test(line)) counts.passed++;
  else if (/^ {2}- \[(skip|todo)\] /.test(line)) counts.skipped++;
  else if (/^ {2}✘ \[(fail|unexpected pass)\]: /.test(line)) counts.failed++;
  else if (/^ {2}✘ .* exited (with a non-zero exit code|due to)/.test(line)) counts.failed++;
  else if (/^ {2}✘ No tests found in /.test(line)) counts.failed++;
  else if (/^ {2}\d+ tests? passed/.test(line)) summary.passed = Number.parseInt(line, 10);
  else if (/^ {2}\d+ tests? remained pending after a timeout/.test(line))
    summary.pending = Number.parseInt(line, 10);
  // The summary counts tests that are expected to fail on a line of their own.
  else if (/^ {2}\d+ known failures?/.test(line))
    summary.passed = (summary.passed ?? 0) + Number.parseInt(line, 10);
}

function flawOfRun() {
  if (exitCode !== 0) return `AVA ended with ${signal ?? `exit code ${exitCode}`}`;
  if (counts.passed === 0) return 'no test was run';
  if (summary.passed !== counts.passed)
    return `${counts.passed} tests seen, ${summary.passed} in the summary`;
  return undefined;
}
