import type { NamedAttrMap } from '@tensorflow/tfjs-node-gpu';
import { type Tensor, type Tensors, tensorflow } from './tensorflow.js';

/** A differentiable operation made of TensorFlow's own ones. */
export interface KernelDefinition<Inputs extends Tensors, Attributes> {
  readonly name: string;
  /** Intermediate tensors are disposed by `forward` itself. */
  forward(inputs: Inputs, attributes: Attributes): Tensor | Tensor[];
  /** What `gradients` needs, in the order of `saved`: these inputs, then these outputs. */
  readonly savedInputs?: readonly Extract<keyof Inputs, string>[];
  readonly savedOutputs?: readonly boolean[];
  /**
   * Gradients by input, given the gradient of the first output. Only those that lead to a trained weight are
   * called, so a frozen weight or the first layer's input costs nothing. Tensors made outside of these functions
   * live until the enclosing tidy ends.
   */
  gradients(
    dy: Tensor,
    saved: readonly Tensor[],
    attributes: Attributes,
  ): Partial<Record<keyof Inputs, () => Tensor>>;
}

/** Makes an operation that tfjs differentiates by the definition's gradients. */
export function defineKernel<Inputs extends Tensors, Attributes extends object>(
  definition: KernelDefinition<Inputs, Attributes>,
): (inputs: Inputs, attributes: Attributes) => Tensor[] {
  const kernelName = `micrograph/${definition.name}`;
  let registered = false;

  function register() {
    const tf = tensorflow();
    tf.registerKernel({
      kernelName,
      backendName: tf.getBackend(),
      kernelFunc: ({ inputs, attrs }) => definition.forward(inputs as Inputs, attrs as Attributes),
    });
    tf.registerGradient({
      kernelName,
      inputsToSave: [...(definition.savedInputs ?? [])],
      outputsToSave: [...(definition.savedOutputs ?? [])],
      gradFunc: (dy, saved, attrs) =>
        definition.gradients(Array.isArray(dy) ? dy[0]! : dy, saved, attrs as Attributes) as Record<
          string,
          () => Tensor
        >,
    });
    registered = true;
  }

  return (inputs, attributes) => {
    if (!registered) register();
    const outputs: Tensor | Tensor[] = tensorflow()
      .engine()
      .runKernel(kernelName, { ...inputs }, { ...attributes } as unknown as NamedAttrMap);
    return Array.isArray(outputs) ? outputs : [outputs];
  };
}
