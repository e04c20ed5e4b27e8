import { type GanLossName, ganLosses } from '../losses/gan-loss.js';
import { meanAbsoluteErrorLoss } from '../losses/mean-absolute-error.js';
import { byBatch, byBatchUpdating } from '../networks/batch-norm.js';
import { type Network, trainedNames } from '../networks/network.js';
import { type Scalar, type Tensor, type Tensor4D, type Tensors, tensorflow } from '../runtime/tensorflow.js';
import { type NamedArrays, withPrefix } from '../weights/named-arrays.js';
import { lossAndGradients } from './gradients.js';
import type { Optimiser } from './optimisers/optimiser.js';
import { type OutputActivation, outputActivations } from './output-activation.js';
import type { ExampleTensors, Losses, Program, StepFeeds } from './program.js';
import type { Variables } from './variables.js';

/** Tells generated from clean images. */
export interface Adversary {
  /** Takes the generator's input and an image as two channels. */
  readonly network: Network;
  /** The network's variables before the first step. */
  readonly values: NamedArrays;
  readonly loss: GanLossName;
}

export interface GanOptions {
  readonly generator: Network;
  /** The generator's variables before the first step. */
  readonly values: NamedArrays;
  readonly outputActivation: OutputActivation;
  /** Without one, the generator learns from L1 alone. */
  readonly adversary?: Adversary;
  /** Weight of the L1 term in the generator's loss. */
  readonly lambdaL1: number;
  /** Of both networks. */
  readonly optimiser: Optimiser;
}

const generatorPrefix = 'generator/';
const discriminatorPrefix = 'discriminator/';

/**
 * pix2pix (Isola et al. 2017), as its reference code trains it. With x the corrupted and y the clean images, G(x)
 * computed once, D a conditional discriminator, and ℓ(score, label) least squares or cross-entropy, per batch:
 *
 * 1. D is updated on ½ · (ℓ(D(x, G(x)), 0) + ℓ(D(x, y), 1)), with G(x) held fixed;
 * 2. G is updated on ℓ(D(x, G(x)), 1) + λ · mean |G(x) − y|, with the new D held fixed.
 *
 * Both normalise by the batch. Without an adversary only the L1 term is left.
 */
export function ganProgram(options: GanOptions): Program {
  const { generator, adversary, lambdaL1, optimiser } = options;
  const generatorWeights = trainedNames(generator);

  const activate = outputActivations[options.outputActivation];
  const restore = (variables: Variables, images: Tensor4D) =>
    activate(generator.infer(variables.readAll(generatorPrefix), images));

  return {
    initial: new Map([
      ...initialOf(generatorPrefix, generator, options.values, optimiser),
      ...(adversary ? initialOf(discriminatorPrefix, adversary.network, adversary.values, optimiser) : []),
    ]),
    networkPrefix: generatorPrefix,
    scalars: optimiser.scalars,
    step(variables, feeds) {
      const tf = tensorflow();
      const statistics = new Map<string, Tensor>();
      const batchNorm = byBatchUpdating(statistics);
      let losses: Losses = {};
      const { loss, gradients } = lossAndGradients(
        (current) => {
          const fake = activate(generator.forward(current, feeds.input, batchNorm));
          const l1 = meanAbsoluteErrorLoss(fake, feeds.target);
          const weighted = l1.mul(lambdaL1) as Scalar;
          if (!adversary) {
            losses = { l1: tf.keep(l1) };
            return weighted;
          }
          // Inside the generator’s own loss, so that one forward pass serves both updates.
          const judged = updateDiscriminator(adversary, optimiser, variables, feeds, fake);
          const fooled = scoreOf(adversary, variables.readAll(discriminatorPrefix), feeds.input, fake);
          const generatorLoss = ganLosses[adversary.loss](fooled, 1);
          losses = { ...judged, generator: tf.keep(generatorLoss), l1: tf.keep(l1) };
          return generatorLoss.add(weighted) as Scalar;
        },
        variables.readAll(generatorPrefix),
        generatorWeights,
      );
      loss.dispose();
      optimiser.apply(variables, withPrefix(generatorPrefix, gradients), feeds.scalars);
      variables.assignAll(generatorPrefix, statistics);
      tf.dispose([...statistics.values()]);
      return losses;
    },
    evaluate(variables, { input, target }: ExampleTensors) {
      const output = restore(variables, input);
      const prediction = output.slice([0, 0, 0, 0], target.shape);
      return { losses: { l1: meanAbsoluteErrorLoss(prediction, target) }, prediction };
    },
    predict: restore,
  };
}

/** A network's variables and what the optimiser keeps for them. */
function initialOf(prefix: string, network: Network, values: NamedArrays, optimiser: Optimiser) {
  const weights = trainedNames(network).map((name) => [prefix + name, values.get(name)!] as const);
  return [...withPrefix(prefix, values), ...optimiser.slots(new Map(weights))];
}

/** The scores [n, h', w', 1] of images as restorations of `x`, whose patches they judge. */
function scoreOf({ network }: Adversary, variables: Tensors, x: Tensor4D, image: Tensor4D): Tensor4D {
  return network.forward(variables, tensorflow().concat([x, image], 3), byBatch);
}

/** Part 1. Its losses outlive the enclosing tidy. */
function updateDiscriminator(
  adversary: Adversary,
  optimiser: Optimiser,
  variables: Variables,
  { input, target, scalars }: StepFeeds,
  fake: Tensor4D,
): Losses {
  const tf = tensorflow();
  const lossOf = ganLosses[adversary.loss];
  let parts: Losses = {};
  const { loss, gradients } = lossAndGradients(
    (current) => {
      const onFake = lossOf(scoreOf(adversary, current, input, fake), 0);
      const onReal = lossOf(scoreOf(adversary, current, input, target), 1);
      parts = { discriminatorFake: tf.keep(onFake), discriminatorReal: tf.keep(onReal) };
      return onFake.add(onReal).mul(0.5) as Scalar;
    },
    variables.readAll(discriminatorPrefix),
    trainedNames(adversary.network),
  );
  optimiser.apply(variables, withPrefix(discriminatorPrefix, gradients), scalars);
  return { discriminator: tf.keep(loss), ...parts };
}
