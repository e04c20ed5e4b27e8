import { spawnSync } from 'node:child_process';
import test from 'ava';

/** Tests that are skipped where something does not hold, and it is said why. */
export function testIf(holds: boolean, otherwise: string) {
  if (holds) return test;
  console.log(`skipped: ${otherwise}`);
  return test.skip;
}

/** Tests that need a tool, where it runs. */
export function testWhere([command = '', ...args]: readonly string[], otherwise: string) {
  return testIf(spawnSync(command, args).status === 0, otherwise);
}

/** Tests for which strace makes system calls fail. */
export function testWithStrace() {
  return testWhere(
    ['strace', '-f', '-o', '/dev/null', '-e', 'inject=pwrite64:error=ENOSPC:when=1', 'true'],
    'strace, which makes system calls fail, does not run here',
  );
}
