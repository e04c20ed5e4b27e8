import { buildNetwork } from '../../learn/networks/build-network.js';
import { sameWiring } from '../../learn/networks/layers/layered-network.js';
import type { Network, NetworkVariable } from '../../learn/networks/network.js';
import type { NamedArray, NamedArrays } from '../../learn/weights/named-arrays.js';
import type { Weights } from '../artifacts/weights.js';
import { NodeError } from '../node-error.js';

/** What a training takes of the weights that it is given. */
export interface Start {
  /** The whole network; what reads the image; or only BatchNorm's running statistics. */
  readonly take: 'all' | 'encoder' | 'statistics';
  /** What becomes of the last layer. Redrawn: as it is in a network that starts from random weights. */
  readonly head: 'keep' | 'redraw' | 'zero';
}

/** Whether the last layer is that of the given weights. */
export function keepsHead({ take, head }: Start): boolean {
  return take === 'all' && head === 'keep';
}

export interface StartRequest {
  /** The network to be trained. */
  readonly network: Network;
  /** Random values of its variables, for what is not taken. */
  readonly initial: NamedArrays;
  /** Random values only, where not given. */
  readonly weights: Weights | undefined;
  readonly start: Start;
}

/**
 * All variables of a network before its training. Throws a NodeError that names the tensors where what is to be taken
 * is of another network. Tensors that are not taken need not be there, nor fit.
 */
export function startingValues({ network, initial, weights, start }: StartRequest): NamedArrays {
  const taken = weights ? network.variables.filter((variable) => takes(start, variable)) : [];
  if (weights) checkFits(network, taken, weights, start);
  const given = new Map(taken.map(({ name }) => [name, weights!.arrays.get(name)!]));
  return new Map(
    network.variables.map(({ name, part }) => {
      const value = given.get(name) ?? initial.get(name)!;
      return [name, part === 'head' && start.head === 'zero' ? zerosLike(value) : value];
    }),
  );
}

function takes(start: Start, { part, kind }: NetworkVariable): boolean {
  if (part === 'head') return keepsHead(start);
  switch (start.take) {
    case 'all':
      return true;
    case 'encoder':
      return part === 'encoder';
    case 'statistics':
      return kind === 'statistic';
  }
}

function checkFits(
  network: Network,
  taken: readonly NetworkVariable[],
  { index, arrays }: Weights,
  start: Start,
): void {
  const misfits = taken.filter(({ name, shape }) => arrays.get(name)?.shape.join() !== shape.join());
  const known = new Set(network.variables.map(({ name }) => name));
  const unknown = start.take === 'all' ? [...arrays.keys()].filter((name) => !known.has(name)) : [];
  const problems = shortened([
    ...misfits.map((variable) => misfitOf(variable, arrays)),
    ...unknown.map((name) => `${name} is not in the network`),
  ]);
  const onlyHead = unknown.length === 0 && misfits.every(({ part }) => part === 'head');
  if (onlyHead && !sameWiring(buildNetwork(index.network), network)) {
    problems.push('its dilations, pools or strides, and so its receptive field, are others');
  } else if (onlyHead && misfits.length > 0) {
    throw new NodeError(
      'bad-input',
      `the head of the given weights does not fit the task: ${problems.join('; ')}`,
      'set start: { "head": "redraw" } to begin with a random last layer',
    );
  }
  if (problems.length === 0) return;
  throw new NodeError(
    'bad-input',
    `the given weights are for another network: ${problems.join('; ')}`,
    'use the network that they were trained with',
  );
}

function misfitOf({ name, shape }: NetworkVariable, arrays: NamedArrays): string {
  const given = arrays.get(name);
  return given ? `${name} is [${given.shape}] and not [${shape}]` : `${name} is missing`;
}

/** The first few, and how many there are beyond. */
function shortened(items: readonly string[]): string[] {
  const shown = 3;
  if (items.length <= shown) return [...items];
  return [...items.slice(0, shown), `and ${items.length - shown} more tensors`];
}

function zerosLike({ shape, data }: NamedArray): NamedArray {
  return { shape, data: new Float32Array(data.length) };
}
