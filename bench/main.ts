/** Prints figures, one a line. Run on an idle machine. */
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import type { Figure } from './figure.js';

const usage = `usage: npm run bench -- engine|train|parity|data [--quick] [--json]
       engine: [--sizes 1000,10000] [--peers FOLDER [--engines doit,turbo] [--table]]
       train: [--threads N] [--only TEXT] [--compile]
       data: [--only reading|packing|augmentation|waiting]`;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    threads: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    compile: { type: 'boolean', default: false },
    sizes: { type: 'string' },
    peers: { type: 'string' },
    engines: { type: 'string', default: 'doit,turbo' },
    table: { type: 'boolean', default: false },
  },
});
const { quick, json, only, compile } = options;
const sizes = options.sizes?.split(',').map(Number);

async function figures(): Promise<AsyncIterable<Figure>> {
  switch (positionals[0]) {
    case 'engine':
      if (options.peers !== undefined)
        return (await import('./engine/peers/peers.js')).peerFigures({
          folder: options.peers,
          engines: options.engines.split(','),
          sizes: sizes ?? [1_000, 10_000],
          rounds: quick ? 1 : 3,
          writesTable: options.table,
        });
      return (await import('./engine/engine.js')).engineFigures({
        quick,
        sizes: sizes ?? (quick ? [1_000] : [1_000, 10_000, 50_000]),
      });
    case 'train':
      return (await import('./train/train.js')).trainFigures({
        quick,
        threads: Number(options.threads),
        only,
        compile,
      });
    case 'parity':
      return (await import('./parity/parity.js')).parityFigures({ quick });
    case 'data':
      return (await import('./data/data.js')).dataFigures({ quick, only });
    default:
      throw new Error(usage);
  }
}

if (!json)
  console.log(
    `${cpus().length} × ${cpus()[0]?.model}, ${Math.round(totalmem() / 1e9)} GB, Node ${process.version}\n`,
  );
for await (const { name, value, unit, goal, ok, versus } of await figures()) {
  if (json) console.log(JSON.stringify({ name, value, unit, goal, ok, versus }));
  else {
    const bar = goal === undefined ? '' : `  (goal ${goal}: ${ok ? 'reached' : 'not reached'})`;
    console.log(
      `${name.padEnd(62)} ${String(value).padStart(8)} ${unit}${bar}${versus === undefined ? '' : `  ${versus}`}`,
    );
  }
}
