import { initialValues } from '../../learn/networks/initial-values.js';
import type { Network } from '../../learn/networks/network.js';
import { patchGan } from '../../learn/networks/patch-gan.js';
import { type Adversary, ganProgram } from '../../learn/training/gan-program.js';
import { adam } from '../../learn/training/optimisers/adam.js';
import type { Program } from '../../learn/training/program.js';
import type { ContextOf } from '../define-node.js';
import type { inputs, outputs, params } from './definition.js';
import { discriminatorOf } from './discriminator.js';

type Context = Pick<ContextOf<typeof params, typeof inputs, typeof outputs>, 'params' | 'random'>;

/** The training that the params describe, from freshly drawn weights. */
export function newProgram({ params, random }: Context, generator: Network): Program {
  const { adversarial, lambdaL1, beta1, outputActivation, seed } = params;
  const drawn = (which: string, network: Network) =>
    initialValues(network, (name) => random(`pretrain-gan/initial/${which}/${name}`, seed));
  const discriminator = discriminatorOf(params);
  let adversary: Adversary | undefined;
  if (adversarial !== 'none' && discriminator) {
    const network = patchGan(discriminator);
    adversary = { network, values: drawn('discriminator', network), loss: adversarial };
  }
  return ganProgram({
    generator,
    values: drawn('generator', generator),
    outputActivation,
    ...(adversary && { adversary }),
    lambdaL1,
    optimiser: adam({ beta1, beta2: 0.999 }),
  });
}
