import { Command } from 'commander';
import type { StoreOptions } from './open-store.js';

export function statsCommand(): Command {
  return new Command('stats')
    .option('--store <dir>', 'the store (default: that of the project here)')
    .option('--json', 'print as JSON')
    .description('say how much the store holds, by node type')
    .action(stats);
}

async function stats(options: StoreOptions): Promise<void> {
  const [{ openStoreHere }, { storeStats }, { statsLines }, { print, printJson }] = await Promise.all([
    import('./open-store.js'),
    import('../../cache/stats.js'),
    import('../../report/store-stats.js'),
    import('../print.js'),
  ]);
  const { folder, records } = await openStoreHere(options);
  try {
    const found = storeStats(records, folder, Date.now());
    if (options.json) printJson(found);
    else for (const line of statsLines(found)) print(line);
  } finally {
    await records.close();
  }
}
