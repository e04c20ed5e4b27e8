import { rm } from 'node:fs/promises';
import { BlobStore } from '../../cache/blobs/blob-store.js';
import type { SmallContents } from '../../cache/blobs/small-blobs.js';
import type { Digest } from '../../cache/key/digest.js';
import type { NodeKey } from '../../cache/key/manifest.js';
import { Leases } from '../../cache/records/leases.js';
import type { ProcessIdentity } from '../../cache/records/process-identity.js';
import type { CheckpointRecord, NodeRecord, RecordedOutputs, RunRecord } from '../../cache/records/record.js';
import type { RecordStore } from '../../cache/records/record-store.js';
import { StateStore } from '../../cache/states/state-store.js';
import { workFolder } from '../../cache/states/work-folder.js';

/** What a run writes to the store, in the order that a crash anywhere leaves it true. */
export class RunStore {
  readonly records: RecordStore;
  readonly blobs: BlobStore;
  readonly leases: Leases;
  readonly folder: string;
  readonly run: string;
  readonly #states: StateStore;
  readonly #now: () => number;
  readonly #commits = new Map<NodeKey, Promise<void>>();

  constructor(folder: string, records: RecordStore, run: string, self: ProcessIdentity, now: () => number) {
    this.folder = folder;
    this.records = records;
    this.run = run;
    this.blobs = new BlobStore(folder, records.smallBlobs);
    this.leases = new Leases(records, run, self, now);
    this.#states = new StateStore(folder);
    this.#now = now;
  }

  /** Makes a result known; its large files are durable already, the small ones come along. Resolves when the record is, too. */
  async commit(
    key: NodeKey,
    record: Omit<NodeRecord, 'run' | 'computedAt'> & Partial<Pick<NodeRecord, 'computedAt'>>,
    outputs: RecordedOutputs,
    contents: SmallContents,
  ): Promise<RecordedOutputs> {
    const { pipeline, instance } = record;
    const computedAt = new Date(this.#now()).toISOString();
    const full = { computedAt, ...record, run: this.run };
    const [recorded] = await Promise.all([
      this.records.commit(key, full, outputs, contents, () => this.#recordedMeanwhile(key, outputs)),
      this.records.remember(pipeline, instance, { key, run: this.run }),
    ]);
    return recorded;
  }

  /**
   * The first whole record of a key stays, since others may have gone on from it: this run may have been suspended
   * while another one took its work over. And nothing is recorded whose files are gone.
   */
  #recordedMeanwhile(key: NodeKey, outputs: RecordedOutputs): RecordedOutputs | undefined {
    const recorded = this.records.outputs.get(key);
    const isWhole =
      recorded && Object.values(recorded).every((artifact) => !this.blobs.firstMissing(artifact));
    if (isWhole) return recorded;
    if (!Object.values(outputs).every((artifact) => this.blobs.hasLargeFiles(artifact)))
      throw new Error('its files were deleted before they could be recorded; run again');
    return undefined;
  }

  /** Deletes what a node kept beside its result while it worked on it; what another run has taken over is left to it. */
  async removeWork(key: NodeKey): Promise<void> {
    if (!this.leases.isHeld(key)) return;
    await rm(workFolder(this.folder, key), { recursive: true, force: true });
  }

  /** Takes damaged content out of use. */
  async quarantine(digest: Digest): Promise<void> {
    this.blobs.quarantine(digest);
    await this.records.removeSmallBlob(digest);
  }

  async remember(pipeline: string, instance: string, key: NodeKey): Promise<void> {
    await this.records.remember(pipeline, instance, { key, run: this.run });
  }

  checkpoints(trajectory: NodeKey): readonly CheckpointRecord[] {
    return this.records.trajectories.get(trajectory) ?? [];
  }

  /**
   * Makes a state known and then deletes those that it replaces: earlier ones at which nothing finished. A state
   * beyond it, left by a longer training, stays; so does, for a state within an epoch, the one at the epoch's beginning:
   * should the training diverge, it can still be ended there. Commits of one trajectory keep their order. Once another
   * run has taken the training over, nothing is committed or deleted any more.
   */
  commitCheckpoint(trajectory: NodeKey, progress: number, files: CheckpointRecord['files']): Promise<void> {
    return this.#afterEarlierCommits(trajectory, async () => {
      const replaced = await this.records.transaction(() => {
        if (!this.leases.isHeld(trajectory)) return [];
        const others = this.checkpoints(trajectory).filter((state) => state.progress !== progress);
        const isKept = (state: CheckpointRecord) =>
          state.milestone || state.progress > progress || state.progress === Math.floor(progress);
        const saved = { progress, files, milestone: false, run: this.run };
        void this.records.trajectories.put(trajectory, [...others.filter(isKept), saved]);
        return others.filter((state) => !isKept(state));
      });
      for (const state of replaced) await this.#states.remove(trajectory, state.progress);
    });
  }

  /** Resolves when all states of the trajectory that were saved before are known. */
  async checkpointsCommitted(trajectory: NodeKey): Promise<void> {
    await this.#commits.get(trajectory);
  }

  /** Keeps the state at `progress` also when the training goes further. */
  markMilestone(trajectory: NodeKey, progress: number): Promise<void> {
    return this.#afterEarlierCommits(trajectory, () =>
      this.records.transaction(() => {
        const states = this.checkpoints(trajectory).map((state) =>
          state.progress === progress ? { ...state, milestone: true } : state,
        );
        if (states.length > 0) void this.records.trajectories.put(trajectory, states);
      }),
    );
  }

  async saveRun(record: RunRecord): Promise<void> {
    const isPinned = this.records.runs.get(record.id)?.pinned;
    await this.records.runs.put(record.id, { ...record, ...(isPinned && { pinned: isPinned }) });
  }

  #afterEarlierCommits(trajectory: NodeKey, commit: () => Promise<void>): Promise<void> {
    const done = (this.#commits.get(trajectory) ?? Promise.resolve()).then(commit);
    this.#commits.set(
      trajectory,
      done.catch(() => {}),
    );
    return done;
  }
}
