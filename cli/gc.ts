import { Command, InvalidArgumentError } from 'commander';
import type { JsonValue } from '../engine/document/pipeline.js';
import { collectVariable, naturalNumber } from './options.js';

interface GcOptions {
  readonly store?: string;
  readonly set: Readonly<Record<string, JsonValue>>;
  readonly keepRuns?: number;
  /** In milliseconds. */
  readonly olderThan?: number;
  /** In bytes. */
  readonly maxSize?: number;
  readonly delete?: true;
  readonly json?: true;
}

export function gcCommand(): Command {
  return new Command('gc')
    .argument('[pipelines...]', 'pipelines whose results are kept, as they are now')
    .option('--set <name=value>', 'give a variable of the pipelines another value', collectVariable, {})
    .option('--keep-runs <n>', 'keep the newest n runs with what they used; older runs go', naturalNumber)
    .option('--older-than <age>', 'let go only what nobody used for so long: 12h, 30d, 8w', age)
    .option(
      '--max-size <size>',
      'let go what was used longest ago, until the store has no more: 500MB, 20GB',
      size,
    )
    .option('--delete', 'do it; without this, it is only said')
    .option('--store <dir>', 'the store (default: that of the project here)')
    .option('--json', 'print as JSON, one by one')
    .description('free space: say what would go and why, or delete it')
    .addHelpText(
      'after',
      `
Kept are the pipelines named, the newest runs as told, pinned runs (micrograph pin RUN) and runs under way. Of the rest
goes all, or what --older-than and --max-size say. Told nothing, it takes away only what no result names. A result that
goes stays known: it is computed again only if its content is needed.

Examples:
  micrograph gc pipelines/quickstart.json --keep-runs 3
  micrograph gc --max-size 20GB --delete`,
    )
    .action(gc);
}

async function gc(files: readonly string[], options: GcOptions): Promise<void> {
  const { collectGarbage } = await import('./collect-garbage.js');
  await collectGarbage(files, options);
}

const hourMs = 3_600_000;
const ages: Readonly<Record<string, number>> = { h: hourMs, d: 24 * hourMs, w: 7 * 24 * hourMs };
const sizes: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };

function age(text: string): number {
  return quantity(text, ages, 'a number of hours, days or weeks, such as 12h, 30d or 8w.');
}

function size(text: string): number {
  return quantity(text, sizes, 'a size, such as 500MB or 20GB.');
}

function quantity(text: string, units: Readonly<Record<string, number>>, what: string): number {
  const { number, unit } = /^(?<number>\d+(?:\.\d+)?) ?(?<unit>[A-Za-z]+)$/.exec(text)?.groups ?? {};
  const names = Object.keys(units);
  const name = names.find((each) => each.toLowerCase() === unit?.toLowerCase());
  if (name === undefined) throw new InvalidArgumentError(`it must be ${what}`);
  return Number(number) * units[name]!;
}

export type { GcOptions };
