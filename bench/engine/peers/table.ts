import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Compared, figureTitles, timeOrStatus } from './compare.js';
import { harnessFigures, ours } from './harness.js';

const results = join(import.meta.dirname, '..', '..', 'RESULTS.md');
const begin = '<!-- peers: written by the benchmark -->';
const end = '<!-- end of peers -->';

/** What was measured as a Markdown table: a column for each engine, a row for each figure and size; the best is bold. */
export function peersTable(all: readonly Compared[]): string {
  const engines = [...new Map(all.map((one) => [one.engine, one.version]))];
  const sizes = [...new Set(all.map(({ nodes }) => nodes))];
  const cell = (engine: string, figure: string, nodes: number) =>
    all.find((one) => one.engine === engine && one.figure === figure && one.nodes === nodes);
  const rows = harnessFigures.flatMap((figure) =>
    sizes.map((nodes) => {
      const cells = engines.map(([engine]) => cell(engine, figure, nodes));
      const best = Math.min(...cells.flatMap((one) => one?.seconds ?? []));
      const texts = cells.map((one) => (one ? timeOrStatus(one) : '–'));
      return [
        `${figureTitles[figure]}, ${nodes.toLocaleString('en')} nodes`,
        ...texts.map((text, at) => (cells[at]?.seconds === best ? `**${text}**` : text)),
      ];
    }),
  );
  const memory = sizes.map((nodes) => [
    `memory of a no-op run, ${nodes.toLocaleString('en')} nodes`,
    ...engines.map(([engine]) => {
      const megabytes = cell(engine, 'noop', nodes)?.megabytes;
      return megabytes === undefined ? '–' : `${Math.round(megabytes)} MB`;
    }),
  ]);
  const titles = engines.map(([engine, version]) => (engine === ours ? engine : `${engine} ${version}`));
  return [['', ...titles], ['---', ...titles.map(() => '---')], ...rows, ...memory]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** Puts the table in the place of the one that stands in RESULTS.md. */
export function writePeersTable(table: string): void {
  const text = readFileSync(results, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`${results} has no place for the table of peers`);
  writeFileSync(results, `${text.slice(0, from + begin.length)}\n\n${table}\n\n${text.slice(to)}`);
}
