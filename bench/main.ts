/** `npm run bench -- engine|train [--quick] [--json]`: prints figures, one a line. Run on an idle machine. */
import { cpus, totalmem } from 'node:os';
import type { Figure } from './figure.js';

const [suite, ...flags] = process.argv.slice(2);
const options = { quick: flags.includes('--quick') };

async function figures(): Promise<AsyncIterable<Figure>> {
  if (suite === 'engine') return (await import('./engine/engine.js')).engineFigures(options);
  if (suite === 'train') return (await import('./train/train.js')).trainFigures(options);
  throw new Error('usage: npm run bench -- engine|train [--quick] [--json]');
}

const json = flags.includes('--json');
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
