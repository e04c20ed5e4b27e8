import { Command } from 'commander';

interface PinOptions {
  readonly store?: string;
}

export function pinCommand(): Command {
  return described(new Command('pin'), 'keep a run with all that it used, whatever gc is asked for').action(
    (run: string, options: PinOptions) => setPin(run, options, true),
  );
}

export function unpinCommand(): Command {
  return described(new Command('unpin'), 'let gc decide about a run again').action(
    (run: string, options: PinOptions) => setPin(run, options, false),
  );
}

function described(command: Command, description: string): Command {
  return command
    .argument('<run>', 'the run; `micrograph status` lists them')
    .option('--store <dir>', 'the store (default: that of the project here)')
    .description(description);
}

async function setPin(id: string, { store: asked }: PinOptions, isPinned: boolean): Promise<void> {
  const [{ storeFolderHere }, { RecordStore }, { print }, { UserError }] = await Promise.all([
    import('../engine/project/project.js'),
    import('../cache/records/record-store.js'),
    import('./print.js'),
    import('./user-error.js'),
  ]);
  const folder = await storeFolderHere({ store: asked, environment: process.env });
  const unknown = UserError.of(`there is no run ${id}`, '`micrograph status` lists the runs');
  if (!RecordStore.exists(folder)) throw unknown;
  const store = RecordStore.open(folder);
  try {
    const isKnown = await store.transaction(() => {
      const found = store.runs.get(id);
      if (!found) return false;
      const { pinned: _, ...run } = found;
      void store.runs.put(id, isPinned ? { ...run, pinned: true } : run);
      return true;
    });
    if (!isKnown) throw unknown;
    print(isPinned ? `run ${id} is kept` : `run ${id} is not pinned`);
  } finally {
    await store.close();
  }
}
