import { type GanLossName, ganLosses } from '../losses/gan-loss.js';
import { type BatchNorm, byBatch, byBatchUpdating } from '../networks/batch-norm.js';
import { type Network, trainedNames } from '../networks/network.js';
import { type Scalar, type Tensor, type Tensor4D, type Tensors, tensorflow } from '../runtime/tensorflow.js';
import { withPrefix } from '../weights/named-arrays.js';
import { lossAndGradients } from './gradients.js';
import type { Optimiser } from './optimisers/optimiser.js';
import type { ExampleTensors, StepFeeds } from './program.js';
import type { Variables } from './variables.js';

export interface GanReference {
  readonly generator: Network;
  readonly discriminator: Network;
  readonly loss: GanLossName;
  readonly lambdaL1: number;
  readonly optimiser: Optimiser;
}

/** The two losses, written down plainly, given both networks' variables. */
export function referenceLosses({ generator, discriminator, ...gan }: GanReference) {
  const loss = ganLosses[gan.loss];
  const score = (judge: Tensors, x: Tensor4D, image: Tensor4D) =>
    discriminator.forward(judge, tensorflow().concat([x, image], 3), byBatch);
  return {
    discriminator(judge: Tensors, { input, target }: ExampleTensors, fake: Tensor4D): Scalar {
      return loss(score(judge, input, fake), 0)
        .add(loss(score(judge, input, target), 1))
        .mul(0.5) as Scalar;
    },
    generator(
      current: Tensors,
      judge: Tensors,
      { input, target }: ExampleTensors,
      batchNorm: BatchNorm = byBatch,
    ) {
      const fake = generator.forward(current, input, batchNorm);
      const fooled = loss(score(judge, input, fake), 1);
      const l1 = fake.sub(target).abs().mean() as Scalar;
      return { fooled, l1, total: fooled.add(l1.mul(gan.lambdaL1)) as Scalar };
    },
  };
}

/** The two updates, each with a forward pass of the generator of its own. */
export function referenceUpdates(gan: GanReference) {
  const losses = referenceLosses(gan);
  return {
    discriminator(variables: Variables, feeds: StepFeeds): void {
      const fake = gan.generator.forward(variables.readAll('generator/'), feeds.input, byBatch);
      const { gradients } = lossAndGradients(
        (current) => losses.discriminator(current, feeds, fake),
        variables.readAll('discriminator/'),
        trainedNames(gan.discriminator),
      );
      gan.optimiser.apply(variables, withPrefix('discriminator/', gradients), feeds.scalars);
    },
    generator(variables: Variables, feeds: StepFeeds): void {
      const judge = variables.readAll('discriminator/');
      const statistics = new Map<string, Tensor>();
      const { gradients } = lossAndGradients(
        (current) => losses.generator(current, judge, feeds, byBatchUpdating(statistics)).total,
        variables.readAll('generator/'),
        trainedNames(gan.generator),
      );
      gan.optimiser.apply(variables, withPrefix('generator/', gradients), feeds.scalars);
      variables.assignAll('generator/', statistics);
      tensorflow().dispose([...statistics.values()]);
    },
  };
}
