import type { SmallContents } from '../../../cache/blobs/small-blobs.js';
import type { NodeKey } from '../../../cache/key/manifest.js';
import type { NodeRecord } from '../../../cache/records/record.js';
import { CacheClient } from '../../../cache/remote/cache-client.js';
import type { RemoteSettings } from '../../../cache/remote/remote-settings.js';
import type { Outputs } from '../../plan/planner.js';
import type { RunObserver } from '../event.js';
import type { RunStore } from '../run-store.js';
import { Attempts, type TellTrouble } from './attempts.js';
import { ResultDownloads } from './result-downloads.js';
import { ResultUploads } from './result-uploads.js';
import { UploadQueue } from './upload-queue.js';

/** How long the end of a run waits for uploads. */
const finishWithinMs = 60_000;

/** What a result's record says of it whoever computed it. */
export type ResultMeaning = Pick<
  NodeRecord,
  'manifest' | 'listings' | 'instance' | 'pipeline' | 'trajectory'
>;

/** A result that is looked for. */
export interface WantedResult {
  readonly key: NodeKey;
  /** Output port → artifact type. */
  readonly ports: Readonly<Record<string, string>>;
  readonly meaning: ResultMeaning;
  /** The small contents that `meaning` names. */
  readonly contents: SmallContents;
}

/**
 * Results that a remote cache has, and those that it is given. Whatever the server does, the run neither fails nor
 * waits beyond its time-outs: a result that cannot be had is computed.
 */
export class RemoteResults {
  readonly #settings: RemoteSettings;
  readonly #store: RunStore;
  readonly #observe: RunObserver;
  readonly #now: () => number;
  readonly #client: CacheClient;
  /** Apart, since a server may give out what it has though it takes no more. */
  readonly #reads: Attempts;
  readonly #writes: Attempts;
  readonly #downloads: ResultDownloads;
  readonly #uploads: ResultUploads;
  readonly #queue = new UploadQueue();
  readonly #told = new Set<string>();
  readonly #fetched = { instances: 0, bytes: 0 };
  readonly #uploaded = { instances: 0, bytes: 0 };
  #offered = 0;

  constructor(options: {
    readonly settings: RemoteSettings;
    readonly store: RunStore;
    readonly observe: RunObserver;
    readonly now: () => number;
  }) {
    const { settings, store, observe, now } = options;
    this.#settings = settings;
    this.#store = store;
    this.#observe = observe;
    this.#now = now;
    this.#client = new CacheClient(settings);
    this.#reads = new Attempts(now, this.#tellTrouble);
    this.#writes = new Attempts(now, this.#tellTrouble);
    this.#downloads = new ResultDownloads(this.#client, store, settings.signingKey);
    const { damagedFiles } = this.#downloads;
    this.#uploads = new ResultUploads(this.#client, store, settings.signingKey, damagedFiles);
  }

  /** The outputs of a result that was fetched and recorded, or undefined where it must be computed. */
  async fetch(wanted: WantedResult, signal: AbortSignal): Promise<Outputs | undefined> {
    const { key, ports, meaning } = wanted;
    const found = await this.#reads.make(signal, () => this.#downloads.download(key, ports, signal));
    if (!found) return undefined;
    signal.throwIfAborted();
    const { outputs, computedAt, durationMs, attempts, environment } = found.record;
    const from = this.#settings.url.href;
    const at = new Date(this.#now()).toISOString();
    const fetched = { from, at, signed: this.#settings.signingKey !== undefined };
    const record = { ...meaning, computedAt, durationMs, attempts, environment, fetched };
    const contents = new Map([...wanted.contents, ...found.contents]);
    const recorded = await this.#store.commit(key, record, outputs, contents);
    // This run was suspended meanwhile, and another one recorded a result.
    if (recorded !== outputs) return recorded;
    this.#fetched.instances++;
    this.#fetched.bytes += found.bytes;
    const { instance } = meaning;
    this.#observe({ kind: 'instance-fetched', instance, key, from, bytes: found.bytes });
    return outputs;
  }

  /** Uploads a recorded result behind the run's back, where that is wanted. */
  share(key: NodeKey): void {
    if (this.#settings.mode === 'read') return;
    this.#offered++;
    this.#queue.add(async (signal) => {
      const given = this.#writes.make(signal, () => this.#uploads.upload(key, signal));
      // Rejects only where uploads were given up.
      const sent = await given.catch(() => undefined);
      if (!sent) return;
      this.#uploaded.instances++;
      this.#uploaded.bytes += sent.bytes;
      this.#observe({ kind: 'instance-uploaded', key, ...sent });
    });
  }

  /** Gives up uploads, so that the run can end at once. */
  abandon(): void {
    this.#queue.abandon();
  }

  /** Ends the uploads, or gives them up, and tells what was exchanged. */
  async finish(): Promise<void> {
    const { pending } = this.#queue;
    if (pending > 0) this.#observe({ kind: 'remote-cache-finishing', uploads: pending });
    await this.#queue.finish(finishWithinMs);
    this.#client.close();
    if (this.#fetched.instances + this.#offered === 0) return;
    const [fetched, uploaded] = [this.#fetched, this.#uploaded];
    const notUploaded = this.#offered - uploaded.instances;
    const { href: url } = this.#settings.url;
    this.#observe({ kind: 'remote-cache-used', url, fetched, uploaded, notUploaded });
  }

  /** A server that does not work fails in many ways; a record that is not to be believed is another matter. */
  readonly #tellTrouble: TellTrouble = (message, about) => {
    if (this.#told.has(about)) return;
    this.#told.add(about);
    this.#observe({ kind: 'remote-cache-trouble', url: this.#settings.url.href, message });
  };
}
