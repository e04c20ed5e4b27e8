import test from 'ava';
import { loadTensorFlow } from '../../runtime/tensorflow.js';
import { EagerTrainer } from '../../training/eager-trainer.js';
import { RecordedTrainer } from '../../training/recorded-trainer.js';
import { kept, readGolden } from './golden.test-helper.js';
import { goldenCases } from './golden-cases.test-helper.js';
import { differencesOf, isAlike } from './parity-difference.test-helper.js';
import { type NewTrainer, parityNumbers } from './parity-numbers.test-helper.js';

test.before(async () => void (await loadTensorFlow()));

const trainers: Readonly<Record<string, NewTrainer>> = {
  'executed operation by operation': (program) => new EagerTrainer(program),
  recorded: (program, expected) => new RecordedTrainer(program, expected),
};

for (const goldenCase of goldenCases) {
  for (const [how, newTrainer] of Object.entries(trainers)) {
    test(`${goldenCase.name}, ${how}, has PyTorch’s outputs, gradients, statistics, and losses over ${goldenCase.steps} steps`, async (t) => {
      const golden = await readGolden(goldenCase.name);
      const ours = kept(parityNumbers(goldenCase, newTrainer));
      const differences = differencesOf(goldenCase, ours, golden);
      t.true(differences.length > 20);
      t.deepEqual(
        differences.filter((difference) => !isAlike([difference])),
        [],
      );
    });
  }
}

test('a gradient that is a hundredth too large is noticed', async (t) => {
  const goldenCase = goldenCases[0]!;
  const golden = await readGolden(goldenCase.name);
  const name = 'gradient/network/encoder.0.conv1.filter';
  const { shape, data } = golden.get(name)!;
  const wrong = new Map(golden).set(name, { shape, data: data.map((x) => 1.01 * x) });
  t.true(isAlike(differencesOf(goldenCase, golden, golden)));
  t.false(isAlike(differencesOf(goldenCase, wrong, golden)));
});
