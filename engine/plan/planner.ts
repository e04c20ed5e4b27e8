import type { Artifact } from '../../cache/artifact.js';
import { keyFormat, keysOf, type Manifest, type NodeKey } from '../../cache/key/manifest.js';
import { notKnownYet } from '../../cache/key/manifest-differences.js';
import { bug } from '../bug.js';
import type { Variant } from '../document/pipeline.js';
import {
  type Graph,
  type GraphInput,
  type GraphNode,
  type InstanceId,
  nodeOf,
  producersOf,
  variantOf,
} from '../graph/graph.js';
import { Promotion } from '../search/promotion.js';
import { readDecision } from '../search/read-decision.js';
import { Dependencies } from './dependencies.js';

export type Outputs = Readonly<Record<string, Artifact>>;

/**
 * Where an instance stands. `waiting`: its key depends on outputs not known yet. `run`: no record, everything that
 * it needs is there. `shared`: another instance of this plan has the same key and computes it. `blocked`: something
 * upstream failed. `notPromoted`: a search decided that it does not go on, or all that would feed it does not.
 */
export type InstanceState =
  | 'leftOut'
  | 'waiting'
  | 'cached'
  | 'run'
  | 'shared'
  | 'done'
  | 'failed'
  | 'blocked'
  | 'notPromoted';

/** What the planner asks of the world. */
export interface Lookup {
  /** The outputs recorded for a key, if all their blobs are there. */
  find(key: NodeKey): Outputs | undefined;
  /** Digests of the user's files that a variant's params name. */
  fileDigests(variant: Variant): Readonly<Record<string, string>>;
  /** A file of the result recorded for a key; undefined where it is not there as it was written. */
  content?(key: NodeKey, artifact: Artifact, file: string): Uint8Array | undefined;
}

/**
 * Works out keys as outputs become known: the one code path of `plan` and `run`. A plan is the state after `start`;
 * a run goes on from there by telling what finished.
 */
export class Planner {
  readonly graph: Graph;
  readonly #lookup: Lookup;
  readonly #dependencies: Dependencies;
  readonly #states: InstanceState[];
  readonly #keys: (NodeKey | undefined)[];
  readonly #keysOf = new Map<Variant, ReturnType<typeof keysOf>>();
  readonly #outputs: (Outputs | undefined)[];
  readonly #leaders = new Map<NodeKey, InstanceId>();
  readonly #followers = new Map<InstanceId, InstanceId[]>();
  readonly #blockedBy = new Map<InstanceId, InstanceId>();
  readonly #ready: InstanceId[] = [];
  readonly #newlyCached: InstanceId[] = [];
  readonly #newlyBlocked: InstanceId[] = [];
  readonly #newlyShared: InstanceId[] = [];
  readonly #newlyNotPromoted: InstanceId[] = [];
  /** Where there is a search. */
  readonly promotion: Promotion | undefined;

  /** `wanted`: only these instances, among which is everything upstream of them; the others stay `waiting`. */
  constructor(graph: Graph, lookup: Lookup, wanted?: ReadonlySet<InstanceId>) {
    this.graph = graph;
    this.#lookup = lookup;
    this.#dependencies = new Dependencies(graph, wanted);
    this.promotion = graph.gates && new Promotion(graph, graph.gates);
    this.#keys = new Array(graph.instanceCount);
    this.#outputs = new Array(graph.instanceCount);
    this.#states = Array.from({ length: graph.instanceCount }, (_, id) =>
      graph.leftOut.has(id) ? 'leftOut' : 'waiting',
    );
  }

  /** Settles everything that is known already, as far downstream as records reach. */
  start(): void {
    this.#settle(this.#dependencies.withoutAny());
  }

  /** The instances that became ready to run since the last call. */
  takeReady(): InstanceId[] {
    return this.#ready.splice(0);
  }

  /** The instances that need no computing, found since the last call: recorded, or the same as one that ended. */
  takeCached(): InstanceId[] {
    return this.#newlyCached.splice(0);
  }

  /** The instances that will not run because of a failure, found since the last call. */
  takeBlocked(): InstanceId[] {
    return this.#newlyBlocked.splice(0);
  }

  /** The instances that wait for another one with the same key, found since the last call. */
  takeShared(): InstanceId[] {
    return this.#newlyShared.splice(0);
  }

  /** The instances that will not run because a search decided so, found since the last call. */
  takeNotPromoted(): InstanceId[] {
    return this.#newlyNotPromoted.splice(0);
  }

  state(id: InstanceId): InstanceState {
    return this.#states[id]!;
  }

  /** Undefined while waiting. */
  key(id: InstanceId): NodeKey | undefined {
    return this.#keys[id];
  }

  outputs(id: InstanceId): Outputs | undefined {
    return this.#outputs[id];
  }

  /** The instance that computes this one's key, for `shared`. */
  leader(id: InstanceId): InstanceId | undefined {
    const key = this.#keys[id];
    return key === undefined ? undefined : this.#leaders.get(key);
  }

  blockedBy(id: InstanceId): InstanceId | undefined {
    return this.#blockedBy.get(id);
  }

  /** The instances that really feed an input: without those that a search stopped, or that it takes for lost. */
  producers(id: InstanceId, input: GraphInput): readonly InstanceId[] {
    const node = nodeOf(this.graph, id);
    const all = producersOf(this.graph, input, node.space, id - node.firstId);
    if (!this.promotion) return all;
    const present = all.filter((producer) => this.#states[producer] !== 'notPromoted');
    const isLost = (each: InstanceId) => this.#isLost(each);
    return this.#isDecision(id) ? this.promotion.withoutLost(input, present, isLost) : present;
  }

  /** Tells that an instance has its outputs, by running (`done`) or because another run had them (`cached`). */
  complete(id: InstanceId, outputs: Outputs, state: 'done' | 'cached'): void {
    this.#states[id] = state;
    const followers = this.#takeFollowers(id);
    this.#newlyCached.push(...followers);
    this.#settle([id, ...followers].flatMap((each) => this.#learn(each, outputs)));
  }

  /** Tells that an instance failed: what has its key, and what is downstream of either, will not run. */
  fail(id: InstanceId): void {
    this.#states[id] = 'failed';
    const followers = this.#takeFollowers(id);
    for (const follower of followers) this.#block(follower, id);
    this.#blockDownstream([id, ...followers], id);
  }

  /** Everything that may change the instance's result; its inputs must be known. */
  manifest(id: InstanceId): Manifest {
    return this.#manifest(id, notKnown);
  }

  /** The same as far as it is known: `notKnownYet` stands for the digests of what is still to be computed. */
  manifestSoFar(id: InstanceId): Manifest {
    return this.#manifest(id, () => notKnownYet);
  }

  #manifest(id: InstanceId, unknown: (output: string) => string): Manifest {
    const node = nodeOf(this.graph, id);
    const variant = variantOf(node, id - node.firstId);
    return { ...this.#commonManifest(node, variant), inputs: this.#inputDigests(node, id, unknown) };
  }

  /** What the instances of a variant have in common. */
  #commonManifest({ template: { definition } }: GraphNode, variant: Variant): Omit<Manifest, 'inputs'> {
    const params = Object.entries(variant.params).filter(
      ([name]) => !Object.hasOwn(definition.files ?? {}, name),
    );
    return {
      format: keyFormat,
      type: definition.type,
      version: definition.version ?? bug(`${definition.type} has no version`),
      params: Object.fromEntries(params),
      files: this.#lookup.fileDigests(variant),
    };
  }

  #inputDigests(node: GraphNode, id: InstanceId, unknown: (output: string) => string): Manifest['inputs'] {
    const digests: Record<string, Manifest['inputs'][string]> = {};
    for (const input of node.inputs) {
      const { port, output } = input.reference;
      const digest = (producer: InstanceId) =>
        this.#outputs[producer]?.[output]?.digest ?? unknown(`${input.reference.node}.${output}`);
      const producers = this.producers(id, input);
      const { firstId, space } = input.producer;
      if (input.gathered)
        digests[port] = producers.map((each) => ({
          at: space.labelsAt(each - firstId),
          digest: digest(each),
        }));
      else if (producers.length > 0) digests[port] = digest(producers[0]!);
    }
    return digests;
  }

  #keyOf(id: InstanceId): NodeKey {
    const node = nodeOf(this.graph, id);
    const variant = variantOf(node, id - node.firstId);
    const keyOf = this.#keysOf.get(variant) ?? keysOf(this.#commonManifest(node, variant));
    // What only one instance means is not worth its memory.
    if (node.ownSpace.size < node.space.size) this.#keysOf.set(variant, keyOf);
    return keyOf(this.#inputDigests(node, id, notKnown));
  }

  #settle(known: readonly InstanceId[]): void {
    const queue = [...known];
    for (let at = 0; at < queue.length; at++) {
      const id = queue[at]!;
      if (this.#states[id] === 'waiting') queue.push(...this.#resolve(id));
    }
  }

  /** Finds the key of an instance whose inputs are known; returns what this settles in turn. */
  #resolve(id: InstanceId): readonly InstanceId[] {
    if (this.promotion && this.#lacksInput(id)) return this.#leaveWithoutInput(id);
    const key = this.#keyOf(id);
    this.#keys[id] = key;
    const leader = this.#leaders.get(key);
    if (leader !== undefined) return this.#follow(id, leader);
    this.#leaders.set(key, id);
    const outputs = this.#lookup.find(key);
    if (!outputs || (this.#isDecision(id) && !readDecision(key, outputs, this.#lookup))) {
      this.#states[id] = 'run';
      this.#ready.push(id);
      return [];
    }
    this.#states[id] = 'cached';
    this.#newlyCached.push(id);
    return this.#learn(id, outputs);
  }

  #follow(id: InstanceId, leader: InstanceId): readonly InstanceId[] {
    this.#states[id] = this.#states[leader] === 'cached' ? 'cached' : 'shared';
    const outputs = this.#outputs[leader];
    if (outputs) {
      this.#newlyCached.push(id);
      return this.#learn(id, outputs);
    }
    if (this.#states[leader] === 'failed') {
      this.#block(id, leader);
      this.#blockDownstream([id], leader);
      return [];
    }
    this.#newlyShared.push(id);
    this.#followers.set(leader, [...(this.#followers.get(leader) ?? []), id]);
    return [];
  }

  #block(id: InstanceId, by: InstanceId): void {
    this.#states[id] = 'blocked';
    this.#blockedBy.set(id, by);
    this.#newlyBlocked.push(id);
  }

  #blockDownstream(ids: readonly InstanceId[], by: InstanceId): void {
    const lost = [...ids];
    for (const id of this.#dependencies.downstreamOf(ids)) {
      if (this.#states[id] !== 'waiting') continue;
      this.#block(id, by);
      lost.push(id);
    }
    // A search goes on without candidates that fail.
    if (this.promotion) this.#settle(lost.flatMap((id) => this.#dependencies.lostBy(id)));
  }

  /** Takes in the outputs of an instance; returns what lacks nothing any more. */
  #learn(id: InstanceId, outputs: Outputs): readonly InstanceId[] {
    this.#outputs[id] = outputs;
    const satisfied = this.#dependencies.satisfiedBy(id);
    if (!this.promotion || !this.#isDecision(id)) return satisfied;
    const decision = readDecision(this.#keys[id] ?? bug('a decision without a key'), outputs, this.#lookup);
    if (!decision) throw new Error('the decision of the search cannot be read any more; run again');
    const stopped = this.promotion.take(id, decision).filter((each) => this.#states[each] === 'waiting');
    return [...this.#leave(stopped), ...satisfied];
  }

  #isDecision(id: InstanceId): boolean {
    return this.graph.gates?.isDecision(id) === true;
  }

  /** Whether a required input has nobody left to feed it. */
  #lacksInput(id: InstanceId): boolean {
    return nodeOf(this.graph, id).inputs.some(
      (input) => !input.optional && this.producers(id, input).length === 0,
    );
  }

  #leaveWithoutInput(id: InstanceId): readonly InstanceId[] {
    const node = nodeOf(this.graph, id);
    const all = node.inputs.flatMap((input) => producersOf(this.graph, input, node.space, id - node.firstId));
    const lost = this.#isDecision(id) ? all.find((each) => this.#isLost(each)) : undefined;
    if (lost === undefined) return this.#leave([id]);
    const failed = this.#blockedBy.get(lost) ?? lost;
    this.#block(id, failed);
    this.#blockDownstream([id], failed);
    return [];
  }

  #isLost(id: InstanceId): boolean {
    return this.#states[id] === 'failed' || this.#states[id] === 'blocked';
  }

  /** What is not promoted feeds nobody: who gathers takes the others. */
  #leave(ids: readonly InstanceId[]): readonly InstanceId[] {
    for (const id of ids) {
      this.#states[id] = 'notPromoted';
      this.#newlyNotPromoted.push(id);
    }
    return ids.flatMap((id) => this.#dependencies.satisfiedBy(id));
  }

  #takeFollowers(leader: InstanceId): InstanceId[] {
    const followers = this.#followers.get(leader) ?? [];
    this.#followers.delete(leader);
    return followers;
  }
}

function notKnown(output: string): never {
  return bug(`the output ${output} is not known yet`);
}
