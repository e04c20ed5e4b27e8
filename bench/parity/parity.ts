import { loadTensorFlow } from '../../learn/runtime/tensorflow.js';
import { goldenCases } from '../../learn/testing/parity/golden-cases.test-helper.js';
import {
  type Difference,
  differencesOf,
  type Measure,
  measures,
} from '../../learn/testing/parity/parity-difference.test-helper.js';
import { parityNumbers } from '../../learn/testing/parity/parity-numbers.test-helper.js';
import { newTrainer } from '../../learn/training/new-trainer.js';
import { type Figure, figure } from '../figure.js';
import { fullCases } from './cases.js';
import { referenceNumbers } from './reference.js';

/** For each case, the largest differences from PyTorch of each kind, and where they are. */
export async function* parityFigures(options: { readonly quick: boolean }): AsyncGenerator<Figure> {
  await loadTensorFlow();
  for (const parityCase of options.quick ? goldenCases : [...goldenCases, ...fullCases]) {
    const reference = await referenceNumbers(parityCase);
    const differences = differencesOf(parityCase, parityNumbers(parityCase, newTrainer), reference);
    for (const measure of Object.keys(measures) as Measure[]) {
      const worst = largest(differences.filter((difference) => difference.measure === measure));
      if (worst) {
        yield figure(`${parityCase.name}: ${measure}`, worst.value, '', measures[measure], worst.name);
      }
    }
  }
}

function largest(differences: readonly Difference[]): Difference | undefined {
  return differences.toSorted((a, b) => b.value - a.value)[0];
}
