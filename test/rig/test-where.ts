import { spawnSync } from 'node:child_process';
import test from 'ava';

/** Tests that need a tool are skipped where it does not run, and it is said why. */
export function testWhere([command = '', ...args]: readonly string[], otherwise: string) {
  if (spawnSync(command, args).status === 0) return test;
  console.log(`skipped: ${otherwise}`);
  return test.skip;
}

/** Tests for which strace makes system calls fail. */
export function testWithStrace() {
  return testWhere(
    ['strace', '-f', '-o', '/dev/null', '-e', 'inject=pwrite64:error=ENOSPC:when=1', 'true'],
    'strace, which makes system calls fail, does not run here',
  );
}
