import { buildNetwork } from '../../learn/networks/build-network.js';
import { initialValues } from '../../learn/networks/initial-values.js';
import { loadTensorFlow } from '../../learn/runtime/tensorflow.js';
import { EagerTrainer } from '../../learn/training/eager-trainer.js';
import { supervisedProgram } from '../../learn/training/supervised-program.js';
import { randomAt } from '../../random/random.js';
import { type Figure, figure, median } from '../figure.js';

const warmUpSteps = 3;

/** One training step (forward, backward, Adam, loss read back) of the paper's smallest U-Net. */
export async function* trainFigures(options: { readonly quick: boolean }): AsyncGenerator<Figure> {
  process.env['TF_NUM_INTRAOP_THREADS'] ??= '1';
  await loadTensorFlow();
  const threads = process.env['TF_NUM_INTRAOP_THREADS'];
  const steps = options.quick ? 8 : 20;
  for (const [side, count] of [
    [64, 8],
    [224, 16],
  ] as const) {
    const name = `training step, U-Net 2/44, base 4, ${side}², batch ${count}, ${threads} thread`;
    yield figure(name, stepMs(side, count, steps), 'ms');
  }
}

function stepMs(side: number, count: number, steps: number): number {
  const network = buildNetwork({ kind: 'residual-unet', blocks: 2, receptiveField: 44, baseFilters: 4 });
  const values = initialValues(network, (name) => randomAt({ stream: `bench/${name}`, seed: 1 }));
  const trainer = new EagerTrainer(supervisedProgram(network, values));
  const random = randomAt({ stream: 'bench/images', seed: 1 });
  const input = Float32Array.from({ length: count * side * side }, () => random.normal());
  const target = input.map((value) => (value > 0 ? 1 : 0));
  const images = (data: Float32Array) => ({ data, count, height: side, width: side });
  const times: number[] = [];
  for (let step = 0; step < warmUpSteps + steps; step++) {
    const startedAt = performance.now();
    trainer.step({ input: images(input), target: images(target) }, 1e-3);
    times.push(performance.now() - startedAt);
  }
  trainer.dispose();
  return median(times.slice(warmUpSteps));
}
