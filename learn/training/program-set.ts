import { GraphBuilder } from '../runtime/graph/graph-builder.js';
import { GraphSession } from '../runtime/graph/graph-session.js';
import type { Precision } from '../runtime/graph/mixed-precision.js';
import { Recorder } from '../runtime/graph/recorder.js';
import { backend, type Tensor, type Tensors, tensorflow } from '../runtime/tensorflow.js';
import type { NamedArray, NamedArrays } from '../weights/named-arrays.js';
import { Variables } from './variables.js';

/** Names of the nodes that belong to one variable. */
interface VariableNodes {
  readonly handle: string;
  readonly value: string;
  readonly newValue: string;
}

/** What a recorded function is given, and what it is asked for. */
interface Recording {
  readonly feeds: Readonly<Record<string, string>>;
  readonly fetches: Readonly<Record<string, string>>;
}

/**
 * Functions of tensors and of one common set of variables, each recorded once and from then on run as one call of
 * TensorFlow, which rewrites the graph, fuses operations and runs independent ones side by side. All are parts of one
 * graph, because variables belong to the session that it is loaded into: when a function is added later, a new graph
 * is loaded and takes the variables' values over.
 */
export class ProgramSet {
  readonly #initial: NamedArrays;
  readonly #graph = new GraphBuilder();
  readonly #variables: ReadonlyMap<string, VariableNodes>;
  readonly #recordings = new Map<string, Recording>();
  #session: GraphSession | undefined;
  /** The variables' values while no graph is loaded. */
  #values: NamedArrays;

  constructor(initial: NamedArrays) {
    this.#initial = initial;
    this.#values = initial;
    this.#variables = new Map(
      [...initial].map(([name, { shape }], index) => [name, variableNodes(this.#graph, index, shape)]),
    );
    const assigned = [...this.#variables.values()].map(({ newValue }) => `^${newValue}/assign`);
    doneNode(this.#graph, 'assigned', assigned);
  }

  has(name: string): boolean {
    return this.#recordings.has(name);
  }

  /**
   * Records `compute`, which may read and change the variables, by running it once on zeros of these shapes. The
   * tensors that it returns are what `run` gives. It must do the same operations whatever the values.
   */
  add(
    name: string,
    shapes: Readonly<Record<string, readonly number[]>>,
    compute: (variables: Variables, feeds: Tensors) => Tensors,
    precision: Precision = 'float32',
  ): void {
    const variables = new Variables(this.#initial);
    try {
      this.#graph.attempt(() =>
        tensorflow().tidy(() => {
          this.#recordings.set(name, this.#record(name, shapes, compute, precision, variables));
        }),
      );
    } finally {
      variables.dispose();
    }
    this.#unload();
  }

  /** The results of a recorded function, which the caller disposes. The feeds are disposed here. */
  run(name: string, tensors: Tensors): Tensors {
    const recording = this.#recordings.get(name);
    if (!recording) throw new Error(`bug: ${name} was not recorded`);
    const feeds = new Map(
      Object.entries(recording.feeds).map(([feed, node]) => {
        const tensor = tensors[feed];
        if (!tensor) throw new Error(`bug: ${name} is called without ${feed}`);
        return [node, tensor];
      }),
    );
    try {
      const results = this.#loaded().run(feeds, Object.values(recording.fetches));
      return Object.fromEntries(
        Object.keys(recording.fetches).map((result, index) => [result, results[index]!]),
      );
    } finally {
      tensorflow().dispose(tensors);
    }
  }

  /** Copies of the values of all variables whose names begin with `prefix`. */
  values(prefix = ''): NamedArrays {
    const names = [...this.#variables.keys()].filter((name) => name.startsWith(prefix));
    if (!this.#session) return new Map(names.map((name) => [name, this.#values.get(name)!]));
    const tensors = this.#session.run(
      new Map(),
      names.map((name) => this.#variables.get(name)!.value),
    );
    const arrays = new Map<string, NamedArray>();
    for (const [index, name] of names.entries()) {
      const tensor = tensors[index]!;
      arrays.set(name, { shape: tensor.shape, data: tensor.dataSync<'float32'>() });
      tensor.dispose();
    }
    return arrays;
  }

  /** Sets all variables; `values` must have exactly their names and shapes. */
  assign(values: NamedArrays): void {
    checkSame(this.#initial, values);
    this.#values = values;
    if (this.#session) this.#restore(this.#session);
  }

  dispose(): void {
    this.#session?.dispose();
    this.#session = undefined;
  }

  #record(
    name: string,
    shapes: Readonly<Record<string, readonly number[]>>,
    compute: (variables: Variables, feeds: Tensors) => Tensors,
    precision: Precision,
    variables: Variables,
  ): Recording {
    const graph = this.#graph;
    const { binding } = backend();
    const recorder = new Recorder(graph, precision);
    for (const [variable, { handle }] of this.#variables) {
      recorder.bindVariable(variables.handle(variable), handle);
    }
    const feeds: Record<string, string> = {};
    const tensors: Record<string, Tensor> = {};
    for (const [feed, shape] of Object.entries(shapes)) {
      feeds[feed] = graph.placeholder(`${name}/${feed}`, binding.TF_FLOAT, shape);
      tensors[feed] = tensorflow().zeros([...shape]);
      recorder.bind(tensors[feed], feeds[feed]);
    }
    const results = recorder.record(() => compute(variables, tensors));
    const fetches: Record<string, string> = {};
    for (const [result, tensor] of Object.entries(results)) {
      fetches[result] = `${name}/result/${result}`;
      // Only fetched nodes run: what changes variables hangs on them.
      identityNode(graph, fetches[result], recorder.nodeOf(tensor), recorder.changes);
    }
    tensorflow().dispose(results);
    return { feeds, fetches };
  }

  #loaded(): GraphSession {
    if (this.#session) return this.#session;
    const session = new GraphSession(this.#graph);
    this.#session = session;
    this.#restore(session);
    return session;
  }

  #restore(session: GraphSession): void {
    const tf = tensorflow();
    const feeds = new Map(
      [...this.#variables].map(([name, { newValue }]) => {
        const { shape, data } = this.#values.get(name)!;
        // A tensor uses the array's memory as it is, and the optimiser then changes it in place: hand over a copy.
        return [newValue, tf.tensor(data.slice(), [...shape], 'float32')];
      }),
    );
    try {
      tf.dispose(session.run(feeds, ['assigned']));
    } finally {
      tf.dispose([...feeds.values()]);
    }
    // From now on they are TensorFlow's.
    this.#values = new Map();
  }

  #unload(): void {
    if (!this.#session) return;
    this.#values = this.values();
    this.dispose();
  }
}

/** A variable, the node that reads it, and one that sets it: a placeholder and an assignment that hangs on it. */
function variableNodes(graph: GraphBuilder, index: number, shape: readonly number[]): VariableNodes {
  const { binding } = backend();
  const name = `variable_${index}`;
  const float = binding.TF_FLOAT;
  const dtype = { name: 'dtype', type: binding.TF_ATTR_TYPE, value: float };
  const handle = graph.node(
    'VarHandleOp',
    [
      dtype,
      { name: 'shape', type: binding.TF_ATTR_SHAPE, value: [...shape] },
      { name: 'container', type: binding.TF_ATTR_STRING, value: '' },
      { name: 'shared_name', type: binding.TF_ATTR_STRING, value: name },
    ],
    [],
    name,
  );
  const newValue = graph.placeholder(`${name}/new`, float, shape);
  graph.node('AssignVariableOp', [dtype], [handle, newValue], `${newValue}/assign`);
  return { handle, value: graph.node('ReadVariableOp', [dtype], [handle], `${name}/value`), newValue };
}

function identityNode(graph: GraphBuilder, name: string, input: string, after: readonly string[]): void {
  const { binding } = backend();
  const type = { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
  graph.node('Identity', [type], [input, ...after], name);
}

/** A node that can be fetched when all of `after` have run. */
function doneNode(graph: GraphBuilder, name: string, after: readonly string[]): void {
  const { binding } = backend();
  const one = graph.constant(binding.TF_FLOAT, [], new Uint8Array(Float32Array.of(1).buffer));
  identityNode(graph, name, one, after);
}

function checkSame(expected: NamedArrays, given: NamedArrays): void {
  for (const [name, { shape }] of expected) {
    const found = given.get(name);
    if (!found) throw new Error(`bug: no value for the variable ${name}`);
    if (found.shape.join() !== shape.join()) {
      throw new Error(`bug: ${name} has shape [${shape}] and cannot take [${found.shape}]`);
    }
  }
  for (const name of given.keys()) {
    if (!expected.has(name)) throw new Error(`bug: there is no variable ${name}`);
  }
}
