import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { median } from './figure.js';

const program = fileURLToPath(new URL('../bin/micrograph.js', import.meta.url));

export interface Measured {
  /** Wall time from start to exit, in seconds. */
  readonly seconds: number;
  /** Largest resident set of the coordinator, sampled while it ran. */
  readonly peakMegabytes: number;
}

/** One run of the command line as a whole process; throws where it does not end well. */
export async function measureCommand(args: readonly string[], folder: string): Promise<Measured> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [program, ...args], { cwd: folder, stdio: 'ignore' });
  let peakKilobytes = 0;
  const sampler = setInterval(() => {
    peakKilobytes = Math.max(peakKilobytes, highWaterMark(child.pid!));
  }, 5);
  const status = await new Promise((resolve) => child.on('exit', resolve));
  clearInterval(sampler);
  if (status !== 0) throw new Error(`micrograph ${args.join(' ')} ended with ${status}`);
  return { seconds: (performance.now() - startedAt) / 1000, peakMegabytes: peakKilobytes / 1000 };
}

/** The medians of several runs; `before` prepares each. */
export async function medianOf(
  count: number,
  args: readonly string[],
  folder: string,
  before = () => {},
): Promise<Measured> {
  const runs: Measured[] = [];
  for (let run = 0; run < count; run++) {
    before();
    runs.push(await measureCommand(args, folder));
  }
  return {
    seconds: median(runs.map(({ seconds }) => seconds)),
    peakMegabytes: median(runs.map(({ peakMegabytes }) => peakMegabytes)),
  };
}

function highWaterMark(pid: number): number {
  try {
    return Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
