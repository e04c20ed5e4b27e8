import { leastSquares } from '../losses/least-squares.js';
import { meanAbsoluteErrorLoss } from '../losses/mean-absolute-error.js';
import { byBatch, byBatchUpdating, byRunning } from '../networks/batch-norm.js';
import { type Network, weightNames } from '../networks/network.js';
import { type Scalar, type Tensor, type Tensor4D, type Tensors, tensorflow } from '../runtime/tensorflow.js';
import { type NamedArrays, withPrefix } from '../weights/named-arrays.js';
import { adamSlots, applyAdam } from './adam.js';
import { lossAndGradients } from './gradients.js';
import type { Program, StepFeeds } from './program.js';
import type { Variables } from './variables.js';

export interface GanOptions {
  readonly generator: Network;
  readonly generatorValues: NamedArrays;
  /** Takes the generator's input and an image as two channels. */
  readonly discriminator: Network;
  readonly discriminatorValues: NamedArrays;
  /** Weight of the L1 term in the generator's loss. */
  readonly lambdaL1: number;
  readonly beta1: number;
}

/** A GAN's step and its two parts. */
export interface GanProgram extends Program {
  /** Part 1; returns the discriminator's loss. */
  updateDiscriminator(variables: Variables, feeds: StepFeeds): Scalar;
  /** Part 2; returns the generator's loss, and its L1 term before weighting. */
  updateGenerator(
    variables: Variables,
    feeds: StepFeeds,
  ): { readonly generator: Scalar; readonly l1: Scalar };
}

const generatorPrefix = 'generator/';
const discriminatorPrefix = 'discriminator/';

/**
 * pix2pix (Isola et al. 2017) with least-squares losses (Mao et al. 2017), as its reference code trains it. With x the
 * corrupted and y the clean images, D a conditional discriminator, per batch:
 *
 * 1. D is updated on ½ · (mean D(x, G(x))² + mean (D(x, y) − 1)²), with G held fixed;
 * 2. G is updated on mean (D(x, G(x)) − 1)² + λ · mean |G(x) − y|, with the new D held fixed.
 *
 * Both normalise by the batch. G(x) is computed once in each part, from the same weights and so with the same result;
 * the second time moves G's running statistics.
 */
export function ganProgram(options: GanOptions): GanProgram {
  const { generator, discriminator, lambdaL1 } = options;
  const adam = { beta1: options.beta1, beta2: 0.999 };
  const generatorWeights = weightNames(generator);
  const discriminatorWeights = weightNames(discriminator);

  function score(variables: Tensors, x: Tensor4D, image: Tensor4D): Tensor4D {
    return discriminator.forward(variables, tensorflow().concat([x, image], 3), byBatch);
  }

  function updateDiscriminator(variables: Variables, { input, target, ...rates }: StepFeeds): Scalar {
    const fake = generator.forward(variables.readAll(generatorPrefix), input, byBatch);
    const { loss, gradients } = lossAndGradients(
      (current) => {
        const onFake = leastSquares(score(current, input, fake), 0);
        const onReal = leastSquares(score(current, input, target), 1);
        return onFake.add(onReal).mul(0.5) as Scalar;
      },
      variables.readAll(discriminatorPrefix),
      discriminatorWeights,
    );
    applyAdam(variables, withPrefix(discriminatorPrefix, gradients), rates, adam);
    return loss;
  }

  function updateGenerator(variables: Variables, { input, target, ...rates }: StepFeeds) {
    const tf = tensorflow();
    const judge = variables.readAll(discriminatorPrefix);
    const statistics = new Map<string, Tensor>();
    const batchNorm = byBatchUpdating(statistics);
    let l1: Scalar | undefined;
    const { loss, gradients } = lossAndGradients(
      (current) => {
        const fake = generator.forward(current, input, batchNorm);
        l1 = tf.keep(meanAbsoluteErrorLoss(fake, target));
        return leastSquares(score(judge, input, fake), 1).add(l1.mul(lambdaL1)) as Scalar;
      },
      variables.readAll(generatorPrefix),
      generatorWeights,
    );
    applyAdam(variables, withPrefix(generatorPrefix, gradients), rates, adam);
    variables.assignAll(generatorPrefix, statistics);
    tf.dispose([...statistics.values()]);
    return { generator: loss, l1: l1! };
  }

  return {
    initial: new Map([
      ...withPrefix(generatorPrefix, options.generatorValues),
      ...withPrefix(discriminatorPrefix, options.discriminatorValues),
      ...adamSlots(generatorPrefix, generator),
      ...adamSlots(discriminatorPrefix, discriminator),
    ]),
    networkPrefix: generatorPrefix,
    adam,
    updateDiscriminator,
    updateGenerator,
    step(variables, feeds) {
      const discriminator = tensorflow().tidy(() => updateDiscriminator(variables, feeds));
      return { discriminator, ...updateGenerator(variables, feeds) };
    },
    predict: (variables, images) => generator.forward(variables.readAll(generatorPrefix), images, byRunning),
  };
}
