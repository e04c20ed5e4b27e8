import { type Figure, figure, median } from '../../figure.js';
import { type Harness, type HarnessFigure, type HarnessLine, harnessFigures, ours } from './harness.js';

/** One figure of one engine over all rounds. */
export interface Compared {
  readonly engine: string;
  readonly version: string;
  readonly nodes: number;
  readonly figure: HarnessFigure;
  /** Median of the rounds; undefined where the engine has no time that counts. */
  readonly seconds: number | undefined;
  readonly megabytes: number | undefined;
  readonly status: string;
}

export const figureTitles: Readonly<Record<HarnessFigure, string>> = {
  cold: 'cold run',
  noop: 'no-op run',
  plan: 'plan',
  incremental: 'one parameter changed',
};

/**
 * Measures our engine and others in one run of the same harness. Sides take turns figure by figure, the other way round
 * every second round, so that a slow spell of the machine meets all of them. Each round begins with an empty workspace:
 * what was computed in an earlier one would be found again.
 */
export async function* compareWithPeers(options: {
  readonly harness: Harness;
  readonly engines: readonly string[];
  readonly sizes: readonly number[];
  readonly rounds: number;
}): AsyncGenerator<readonly Compared[]> {
  const { harness, sizes, rounds } = options;
  const engines = [ours, ...options.engines];
  for (const size of sizes) {
    const lines: HarnessLine[] = [];
    for (let round = 0; round < rounds; round++) {
      const order = round % 2 === 0 ? engines : engines.toReversed();
      /** Their cold run did not end well; the harness then prepares a workspace as for a finished one, where it can. */
      const unfinished = new Set<string>();
      for (const name of harnessFigures) {
        for (const engine of order) {
          if (unfinished.has(engine)) continue;
          const measured = await harness.measure(engine, size, [name], name === 'cold' ? 'fresh' : 'reuse');
          lines.push(...measured);
          if (name !== 'cold' || measured.every(({ status }) => status === 'ok')) continue;
          unfinished.add(engine);
          lines.push(...(await harness.measure(engine, size, harnessFigures.slice(1), 'fresh')));
        }
      }
    }
    for (const name of harnessFigures)
      yield engines.map((engine) =>
        joined(lines.filter((line) => line.engine === engine && line.figure === name)),
      );
  }
}

/** A figure of ours, with the best peer as the goal. */
export function asFigure(compared: readonly Compared[]): Figure {
  const [own, ...peers] = compared;
  if (own?.seconds === undefined) throw new Error(`${ours}, ${own?.figure}: ${own?.status}`);
  const { seconds } = own;
  const ratio = (peer: Compared) =>
    peer.seconds === undefined ? '' : ` (${(seconds / peer.seconds).toFixed(2)} ×)`;
  const versus = peers.map((peer) => `${peer.engine} ${timeOrStatus(peer)}${ratio(peer)}`).join(', ');
  const title = `${figureTitles[own.figure]}, ${own.nodes.toLocaleString('en')} nodes`;
  const times = peers.flatMap((peer) => peer.seconds ?? []);
  return figure(title, seconds, 's', times.length > 0 ? Math.min(...times) : undefined, versus);
}

export function timeOrStatus({ seconds, status }: Compared): string {
  if (seconds === undefined) return status === 'engine has none' ? 'none' : status;
  return `${Number(seconds.toPrecision(3))} s`;
}

function joined(lines: readonly HarnessLine[]): Compared {
  const [first] = lines;
  if (!first) throw new Error('the harness printed nothing for an engine: was its setup.sh run?');
  const { engine, version, nodes, figure } = first;
  const bad = lines.find(({ status }) => status !== 'ok');
  const good = lines.filter(({ status }) => status === 'ok');
  const megabytes = good.flatMap(({ rss_mb }) => rss_mb ?? []);
  return {
    engine,
    version,
    nodes,
    figure,
    seconds: bad ? undefined : median(good.flatMap(({ seconds }) => seconds ?? [])),
    megabytes: megabytes.length > 0 ? Math.max(...megabytes) : undefined,
    status: bad?.status ?? 'ok',
  };
}
