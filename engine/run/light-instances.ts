import type { InstanceId } from '../graph/graph.js';
import type { Outputs } from '../plan/planner.js';
import type { Attempt, Execution, InstanceInput, Succeeded } from './instance-machine.js';

export interface LightEffects {
  execute(attempt: Attempt): Promise<Execution>;
  /** Commits the record, and resolves with the outputs that are recorded now. */
  store(attempt: Attempt & { readonly result: Succeeded }): Promise<Outputs>;
  /** Asks what runs to end. */
  stop(id: InstanceId): void;
  /** Told that there is something to be handed over, or room for more. */
  onEnded(): void;
  /** Told of what goes wrong where nobody waits for the result. */
  fail(error: unknown): void;
}

/**
 * First attempts at light instances, without a machine: with one for each, three quarters of the time of such a run went
 * into machines. What does not go well is handed over to one, which finds the attempt made, and decides what follows.
 */
export class LightInstances {
  readonly #effects: LightEffects;
  readonly #underWay = new Set<InstanceId>();
  readonly #handedOver: InstanceInput[] = [];
  readonly #made = new Map<InstanceId, Execution>();
  #tells = false;

  constructor(effects: LightEffects) {
    this.#effects = effects;
  }

  /** Whether any is executed, waits for its machine, or ended just now: the run goes on until it is told of it. */
  get isBusy(): boolean {
    return this.#underWay.size > 0 || this.#handedOver.length > 0 || this.#tells;
  }

  /** @param onDone told of the outputs where the attempt goes well */
  start(input: InstanceInput, onDone: (outputs: Outputs) => void): void {
    this.#underWay.add(input.id);
    this.#attempt(input)
      .then((outputs) => {
        this.#underWay.delete(input.id);
        this.#tellSoon();
        if (outputs) onDone(outputs);
        else this.#handedOver.push(input);
      })
      .catch(this.#effects.fail);
  }

  /** Those for which a machine is to be started. */
  takeHandedOver(): readonly InstanceInput[] {
    return this.#handedOver.splice(0);
  }

  /** For machines: what the attempt before them came to, which is said once, and then attempts of their own. */
  async execute(attempt: Attempt): Promise<Execution> {
    const made = this.#made.get(attempt.id);
    this.#made.delete(attempt.id);
    return made ?? this.#effects.execute(attempt);
  }

  stopAll(keeps: (id: InstanceId) => boolean = () => false): void {
    for (const id of this.#underWay) if (!keeps(id)) this.#effects.stop(id);
  }

  /** Resolves with undefined where a machine has to go on. What is thrown, it meets again, and reports. */
  async #attempt(input: InstanceInput): Promise<Outputs | undefined> {
    const attempt = { ...input, attempt: 1 };
    try {
      const result = await this.#effects.execute(attempt);
      this.#made.set(input.id, result);
      if (result.kind !== 'succeeded') return undefined;
      const outputs = await this.#effects.store({ ...attempt, result });
      this.#made.delete(input.id);
      return outputs;
    } catch {
      return undefined;
    }
  }

  /** Once for all that end together, as those do whose records are committed together. */
  #tellSoon(): void {
    if (this.#tells) return;
    this.#tells = true;
    setImmediate(() => {
      this.#tells = false;
      this.#effects.onEnded();
    });
  }
}
