import test from 'ava';
import { emptyRecord, extendedRecord, stoppedEarly } from './training-record.js';

for (const [patience, reason] of [
  [1, 'no better loss for 1 epoch'],
  [2, 'no better loss for 2 epochs'],
] as const) {
  test(`a training without a better value says: ${reason}`, (t) => {
    const rules = {
      monitor: { metric: 'loss', mode: 'min' },
      checkpoints: { every: 5, policy: 'best' },
      earlyStopping: { patience, minimumChange: 0 },
    } as const;
    let record = emptyRecord;
    for (let epoch = 0; epoch <= patience; epoch++) {
      t.is(stoppedEarly(record), undefined);
      record = extendedRecord(record, { numbers: {}, values: { loss: 1 } }, rules);
    }
    t.is(stoppedEarly(record), reason);
  });
}
