import { float32, operation, operationOutputs } from '../runtime/operation.js';
import { type Tensor, type Tensors, tensorflow } from '../runtime/tensorflow.js';
import type { NamedArrays } from '../weights/named-arrays.js';

let created = 0;

interface Variable {
  readonly shape: readonly number[];
  /** A tensor that names the variable to TensorFlow's operations. */
  readonly handle: Tensor;
}

/** Named float32 variables inside TensorFlow, which its operations change in place. */
export class Variables {
  readonly #variables = new Map<string, Variable>();

  constructor(initial: NamedArrays) {
    for (const [name, { shape }] of initial) {
      const handle = operation(
        'VarHandleOp',
        {
          dtype: float32,
          shape: { shape },
          container: { string: '' },
          shared_name: { string: `micrograph-${created++}` },
        },
        [],
      );
      this.#variables.set(name, { shape, handle: tensorflow().keep(handle) });
    }
    this.restore(initial);
  }

  handle(name: string): Tensor {
    return this.#variable(name).handle;
  }

  /** The present value; later changes do not reach it. */
  read(name: string): Tensor {
    return operation('ReadVariableOp', { dtype: float32 }, [this.handle(name)]);
  }

  /** The present values of all variables whose names begin with `prefix`, named without it. */
  readAll(prefix: string): Tensors {
    const names = [...this.#variables.keys()].filter((name) => name.startsWith(prefix));
    return Object.fromEntries(names.map((name) => [name.slice(prefix.length), this.read(name)]));
  }

  assign(name: string, value: Tensor): void {
    operationOutputs('AssignVariableOp', { dtype: float32 }, [this.handle(name), value], 0);
  }

  /** Subtracts `change` in place. */
  subtract(name: string, change: Tensor): void {
    operationOutputs('AssignSubVariableOp', { dtype: float32 }, [this.handle(name), change], 0);
  }

  /** Assigns the values by name, where the variables' names have `prefix` before them. */
  assignAll(prefix: string, values: ReadonlyMap<string, Tensor>): void {
    for (const [name, value] of values) this.assign(prefix + name, value);
  }

  /** Copies, out of TensorFlow, of all values whose names begin with `prefix`. */
  snapshot(prefix = ''): NamedArrays {
    const chosen = [...this.#variables].filter(([name]) => name.startsWith(prefix));
    return new Map(
      chosen.map(([name, { shape }]) => {
        const value = this.read(name);
        const data = value.dataSync<'float32'>();
        value.dispose();
        return [name, { shape, data }];
      }),
    );
  }

  /** Sets all variables; `arrays` must have exactly their names and shapes. */
  restore(arrays: NamedArrays): void {
    for (const name of this.#variables.keys()) {
      if (!arrays.has(name)) throw new Error(`bug: no value for the variable ${name}`);
    }
    for (const [name, { shape, data }] of arrays) {
      const expected = this.#variable(name).shape;
      if (shape.join() !== expected.join()) {
        throw new Error(`bug: ${name} has shape [${expected}] and cannot take [${shape}]`);
      }
      // A tensor uses the array's memory as it is, and the optimiser then changes it in place: hand over a copy.
      const value = tensorflow().tensor(data.slice(), [...shape], 'float32');
      this.assign(name, value);
      value.dispose();
    }
  }

  /** Frees the variables; the object cannot be used any more. */
  dispose(): void {
    for (const { handle } of this.#variables.values()) {
      operationOutputs('DestroyResourceOp', { ignore_lookup_error: { bool: false } }, [handle], 0);
      handle.dispose();
    }
    this.#variables.clear();
  }

  #variable(name: string): Variable {
    const variable = this.#variables.get(name);
    if (!variable) throw new Error(`bug: there is no variable ${name}`);
    return variable;
  }
}
