import test from 'ava';
import { UploadQueue } from './upload-queue.js';

/** Ends only when it is given up. */
function endless(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve());
  });
}

test('all uploads are done, a few at a time', async (t) => {
  const queue = new UploadQueue();
  let [underWay, most, done] = [0, 0, 0];
  for (let n = 0; n < 20; n++) {
    queue.add(async () => {
      most = Math.max(most, ++underWay);
      await Promise.resolve();
      underWay--;
      done++;
    });
  }
  await queue.finish(60_000);
  t.deepEqual([most, done, queue.pending], [4, 20, 0]);
});

test('what does not end is given up, and what waits is not begun', async (t) => {
  const queue = new UploadQueue();
  let begun = 0;
  for (let n = 0; n < 6; n++) {
    queue.add((signal) => {
      begun++;
      return endless(signal);
    });
  }
  await queue.finish(1);
  t.deepEqual([begun, queue.pending], [4, 0]);
  queue.add(async () => t.fail('after the end'));
});
