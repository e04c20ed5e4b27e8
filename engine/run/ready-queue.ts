import type { InstanceId } from '../graph/graph.js';

interface ReadyInstance {
  readonly id: InstanceId;
  /** Epochs asked for, of a training. */
  readonly progress: number;
}

/** Instances that can be started. Shorter trainings come first: a longer one of the same trajectory goes on from them. */
export class ReadyQueue {
  readonly #ready: ReadyInstance[] = [];

  insert(id: InstanceId, progress: number): void {
    const instance = { id, progress };
    let low = 0;
    let high = this.#ready.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (comesFirst(instance, this.#ready[middle]!)) high = middle;
      else low = middle + 1;
    }
    this.#ready.splice(low, 0, instance);
  }

  /** Takes the first `count` out; fewer where there are not so many. */
  take(count: number): InstanceId[] {
    return this.#ready.splice(0, Math.max(0, count)).map(({ id }) => id);
  }
}

function comesFirst(a: ReadyInstance, b: ReadyInstance): boolean {
  return a.progress === b.progress ? a.id < b.id : a.progress < b.progress;
}
