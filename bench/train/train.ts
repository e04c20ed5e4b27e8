import { fileURLToPath } from 'node:url';
import { type Figure, figure, median } from '../figure.js';
import { type Configuration, configurations } from './configurations.js';
import { type PyTorch, startPyTorch } from './pytorch/driver.js';
import { startTimingProcess } from './timing.js';

export interface TrainOptions {
  /** A few of the networks. */
  readonly quick: boolean;
  /** Threads that each side has. */
  readonly threads: number;
  /** Only configurations whose names contain this. */
  readonly only?: string;
  /** Whether `torch.compile` takes part: it needs a minute and more for each network. */
  readonly compile: boolean;
}

const rounds = 3;
const megabyte = 2 ** 20;

/**
 * Training steps (forward, backward, Adam, losses read back) of ours and of PyTorch on the same networks, images and
 * threads, in turns: our step, PyTorch's best, and their ratio.
 */
export async function* trainFigures(options: TrainOptions): AsyncGenerator<Figure> {
  const pytorch = startPyTorch();
  try {
    for (const configuration of configurations(options)) {
      if (!configuration.name.includes(options.only ?? '')) continue;
      yield* compared(configuration, options, pytorch);
    }
  } finally {
    pytorch.close();
  }
}

async function* compared(
  configuration: Configuration,
  { threads, compile }: TrainOptions,
  pytorch: PyTorch,
): AsyncGenerator<Figure> {
  const { name, networks, side, batch, goal } = configuration;
  // A new process for each training, so that its memory is its own.
  const ours = startTimingProcess<object>(
    process.execPath,
    ['--import=tsx', fileURLToPath(new URL('worker.ts', import.meta.url))],
    { TF_NUM_INTRAOP_THREADS: String(threads), TF_NUM_INTEROP_THREADS: String(threads) },
  );
  const amount = { warmUpSteps: 1, steps: side > 128 ? 3 : 5 };
  const variants = (['nchw', 'channels_last'] as const).flatMap((layout) =>
    (compile ? [false, true] : [false]).map((compiled) => ({ layout, compile: compiled })),
  );
  const times = new Map<string, number[]>();
  const peaks = new Map<string, number>();
  const note = (who: string, { stepMs, peakBytes }: { stepMs: readonly number[]; peakBytes: number }) => {
    times.set(who, [...(times.get(who) ?? []), ...stepMs]);
    peaks.set(who, Math.max(peaks.get(who) ?? 0, peakBytes));
  };
  for (let round = 0; round < rounds; round++) {
    note('ours', await ours.ask({ name, networks, side, batch, ...amount }));
    for (const variant of variants) {
      const answer = await pytorch.measure({ networks, side, batch, threads, ...variant, ...amount });
      note(`${variant.layout}${variant.compile ? ' compiled' : ''}`, answer);
    }
  }
  ours.close();

  const [step, ...others] = [...times].map(([who, ms]) => ({ who, ms: median(ms) }));
  const best = others.toSorted((a, b) => a.ms - b.ms)[0]!;
  const versus = others.map(({ who, ms }) => `${who} ${ms.toFixed(1)} ms`).join(', ');
  const setting = `${name}, batch ${batch}, ${threads === 1 ? '1 thread' : `${threads} threads`}`;
  yield figure(`${setting}: step`, step!.ms, 'ms', undefined, versus);
  yield figure(`${setting}: over PyTorch’s best`, step!.ms / best.ms, '×', goal, best.who);
  yield figure(
    `${setting}: peak memory`,
    peaks.get('ours')! / megabyte,
    'MiB',
    undefined,
    `${best.who} ${Math.round(peaks.get(best.who)! / megabyte)} MiB`,
  );
}
