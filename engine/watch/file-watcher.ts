import type { WatchedInputs } from './watched-inputs.js';

/** Told of every change after `watch` resolved; never of a change that is not of the watched. */
export interface FileWatcherListener {
  changed(path: string, kind: 'document' | 'data'): void;
  /** The system cannot watch: too many folders, for one. */
  failed(error: Error): void;
}

/** Sees the user's files change. */
export interface FileWatcher {
  /**
   * Watches exactly these from now on. Resolves when no later change is missed any more, with whether something is
   * watched that was not before.
   */
  watch(inputs: WatchedInputs): Promise<boolean>;
  close(): Promise<void>;
}
