import test from 'ava';
import fc from 'fast-check';
import {
  type CheckpointRule,
  candidatesAfter,
  checkpointPolicies,
  type RankedEpoch,
} from './checkpoint-policy.js';

/** After each epoch, the epochs that may still be handed on. */
function candidatesOf(values: readonly number[], rule: CheckpointRule, mode: 'min' | 'max') {
  let candidates: readonly RankedEpoch[] = [];
  return values.map((value, index) => {
    candidates = candidatesAfter(candidates, { epoch: index + 1, value }, rule, mode);
    return candidates.map(({ epoch }) => epoch);
  });
}

const chosenOf = (values: readonly number[], rule: CheckpointRule, mode: 'min' | 'max' = 'min') =>
  candidatesOf(values, rule, mode).map(([chosen]) => chosen);

const values = [5, 3, 4, 3, 6, 2, 7, 8, 9, 1];

for (const [rule, expected] of [
  [{ policy: 'best' }, [1, 2, 2, 2, 2, 6, 6, 6, 6, 10]],
  [{ policy: 'best', every: 5 }, [1, 2, 2, 2, 2, 6, 6, 6, 6, 10]],
  [{ policy: 'last' }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
  [{ policy: 'bestAtSave', every: 3 }, [1, 2, 3, 3, 3, 6, 6, 6, 6, 6]],
  [{ policy: 'bestAtSave', every: 4 }, [1, 2, 3, 4, 4, 4, 4, 4, 4, 4]],
  [{ policy: 'window', every: 3 }, [1, 2, 2, 2, 4, 6, 6, 6, 7, 10]],
  [{ policy: 'window', every: 1 }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
] as const) {
  test(`the policy ${rule.policy}${'every' in rule ? `, every ${rule.every},` : ''} chooses the lowest as it says`, (t) => {
    t.deepEqual(chosenOf(values, rule), [...expected]);
    t.deepEqual(
      chosenOf(
        values.map((value) => -value),
        rule,
        'max',
      ),
      [...expected],
    );
  });
}

/** Few different values, so that ties are common; infinite ones occur. */
const histories = fc.array(
  fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constantFrom(Number.POSITIVE_INFINITY, -0.5)),
  { minLength: 1, maxLength: 25 },
);

/** What the policies mean, from all values at once. */
function specified(
  epoch: number,
  values: readonly number[],
  { policy, every = 1 }: CheckpointRule,
  mode: 'min' | 'max',
) {
  const earliestBest = (epochs: readonly number[]) => {
    const valueAt = (each: number) => values[each - 1]!;
    const best = Math[mode](...epochs.map(valueAt));
    return epochs.find((each) => valueAt(each) === best);
  };
  const past = Array.from({ length: epoch }, (_, i) => i + 1);
  if (policy === 'last') return epoch;
  if (policy === 'window') return earliestBest(past.filter((each) => each > epoch - every));
  if (policy === 'best') return earliestBest(past);
  const saved = past.filter((each) => each % every === 0);
  return saved.length === 0 ? epoch : earliestBest(saved);
}

test('all policies choose what they mean, whatever the values', (t) => {
  const rules = fc.record({
    policy: fc.constantFrom(...checkpointPolicies),
    every: fc.integer({ min: 1, max: 7 }),
  });
  const modes = fc.constantFrom('min' as const, 'max' as const);
  const property = fc.property(histories, rules, modes, (history, rule, mode) => {
    const expected = history.map((_, index) => specified(index + 1, history, rule, mode));
    t.deepEqual(chosenOf(history, rule, mode), expected);
  });
  t.notThrows(() => fc.assert(property));
});

test('only a window needs more than one epoch’s weights, and never more than it is long', (t) => {
  const worsening = [1, 2, 3, 4, 5, 6, 7];
  const most = (rule: CheckpointRule) =>
    Math.max(...candidatesOf(worsening, rule, 'min').map(({ length }) => length));
  t.is(most({ policy: 'best' }), 1);
  t.is(most({ policy: 'bestAtSave', every: 3 }), 1);
  t.is(most({ policy: 'last' }), 1);
  t.is(most({ policy: 'window', every: 3 }), 3);
});
