import { existsSync, type Stats } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import type { FileWatcher, FileWatcherListener } from './file-watcher.js';
import { counts, isWithin, mayHold, type WatchedInputs } from './watched-inputs.js';

type Kind = 'document' | 'data';

/**
 * Watches folders, not files: each file would take one of the few watches that the system has, and a data set may have
 * half a million. What happens to a file is told of the folder that it lies in. A folder also tells of files that editors
 * put in the place of others, and of those that are not there yet.
 */
export class ChokidarWatcher implements FileWatcher {
  readonly #listener: FileWatcherListener;
  /** The store changes with each run, and may lie in a folder of data. */
  readonly #storeFolder: string;
  #current: { readonly id: string; readonly watcher: FSWatcher } | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(storeFolder: string, listener: FileWatcherListener) {
    this.#storeFolder = storeFolder;
    this.#listener = listener;
  }

  watch(inputs: WatchedInputs): Promise<boolean> {
    const watched = this.#turn.then(() => this.#watch(inputs));
    this.#turn = watched;
    return watched;
  }

  async close(): Promise<void> {
    await this.#turn;
    await this.#current?.watcher.close();
  }

  async #watch(inputs: WatchedInputs): Promise<boolean> {
    const scope = new Scope(inputs, this.#storeFolder);
    if (scope.id === this.#current?.id) return false;
    const watcher = watch(scope.roots, {
      ignoreInitial: true,
      ignored: (path, stats) => scope.ignores(resolve(path), stats),
    });
    await new Promise<void>((ready) => {
      watcher.once('ready', () => ready());
      watcher.on('error', (error) => {
        this.#listener.failed(error as Error);
        ready();
      });
    });
    const tell = (path: string, kind: Kind | undefined) => {
      if (kind) this.#listener.changed(path, kind);
    };
    watcher.on('all', (event, path) => tell(resolve(path), scope.kindOf(resolve(path), event)));
    // What the system said of a file in a watched folder; chokidar itself follows only what is not ignored.
    watcher.on('raw', (_, name, details) => {
      const { watchedPath } = details as { readonly watchedPath?: string };
      if (watchedPath === undefined || !name) return;
      const path = resolve(watchedPath, name);
      tell(path, scope.kindOf(path));
    });
    await this.#current?.watcher.close();
    this.#current = { id: scope.id, watcher };
    return true;
  }
}

/** Which paths count. */
class Scope {
  /** Equal for what comes to watching the same. */
  readonly id: string;
  readonly roots: string[];
  readonly #inputs: WatchedInputs;
  readonly #documents: ReadonlySet<string>;
  readonly #folders: ReadonlySet<string>;
  readonly #storeFolder: string;

  constructor(inputs: WatchedInputs, storeFolder: string) {
    this.#inputs = inputs;
    this.#storeFolder = storeFolder;
    this.#documents = new Set(inputs.documents);
    const named = [...inputs.documents, ...inputs.data.map(({ path }) => path)];
    this.#folders = new Set(named.map(nearestFolder));
    this.roots = [...this.#folders];
    this.id = JSON.stringify([inputs, this.roots]);
  }

  ignores(path: string, stats: Stats | undefined): boolean {
    if (isWithin(this.#storeFolder, path)) return true;
    if (this.#folders.has(path)) return false;
    const data = this.#inputs.data.filter((each) => isWithin(each.path, path));
    if (data.length === 0) return true;
    const isPolled = process.env['CHOKIDAR_USEPOLLING'] !== undefined;
    if (stats?.isFile()) return !isPolled || !data.some((each) => counts(each, path));
    return stats !== undefined && !data.some((each) => mayHold(each, path));
  }

  kindOf(path: string, event?: string): Kind | undefined {
    if (isWithin(this.#storeFolder, path)) return undefined;
    if (this.#documents.has(path)) return 'document';
    const isFolder = event === 'addDir' || event === 'unlinkDir';
    const isData = this.#inputs.data.some((each) => {
      // A folder above that comes, goes or is renamed takes what is in it along.
      if (!isWithin(each.path, path)) return isWithin(path, each.path);
      return isFolder ? mayHold(each, path) : counts(each, path);
    });
    return isData ? 'data' : undefined;
  }
}

/** The folder that a file or folder lies in, or would; the nearest one above that exists. */
function nearestFolder(path: string): string {
  for (let folder = dirname(path); ; folder = dirname(folder))
    if (existsSync(folder) || dirname(folder) === folder) return folder;
}
