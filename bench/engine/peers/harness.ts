import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** What the harness of the peers times. */
export const harnessFigures = ['cold', 'noop', 'plan', 'incremental'] as const;
export type HarnessFigure = (typeof harnessFigures)[number];

/** A line that the harness prints: one figure of one engine. */
export interface HarnessLine {
  readonly engine: string;
  readonly version: string;
  readonly nodes: number;
  readonly figure: HarnessFigure;
  readonly seconds: number | null;
  /** Of the largest process in the command's tree. */
  readonly rss_mb: number | null;
  /** `ok`, or why there is no time that counts: `timeout`, `wrong work: …`, `engine has none`. */
  readonly status: string;
}

export const ours = 'micrograph';

/** The peers' harness in a folder of its own, with a subfolder for each engine. */
export class Harness {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Times some figures of an engine, in a fresh workspace or in the one that is there. */
  async measure(
    engine: string,
    size: number,
    figures: readonly HarnessFigure[],
    workspace: 'fresh' | 'reuse',
  ): Promise<readonly HarnessLine[]> {
    const folder = engine === ours ? join(import.meta.dirname, '..', ours) : join(this.#folder, engine);
    const asked = [...(workspace === 'reuse' ? ['reuse'] : []), ...figures].join();
    const printed = await outputOf('bash', [join(folder, 'run.sh'), String(size)], {
      ...plainEnvironment(),
      PEERS: this.#folder,
      PEERS_FIGURES: asked,
    });
    return printed
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as HarnessLine);
  }
}

/** Without what `npm run` adds, which would reach the package managers that some peers call. */
function plainEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD)/.test(name)));
}

async function outputOf(
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const child = spawn(command, args, { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const status = await new Promise((resolve) => child.on('close', resolve));
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
  return Buffer.concat(chunks).toString();
}
