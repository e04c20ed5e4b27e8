import test from 'ava';
import { type ProgressStream, progressDisplay, progressText } from './progress-display.js';

function recorder(isTTY: boolean): ProgressStream & { text: string } {
  return {
    isTTY,
    text: '',
    write(text: string) {
      this.text += text;
    },
  };
}

const download = { step: 'download', totalBytes: 200e6 } as const;

test('a step that is counted in bytes shows percent, sizes and speed', (t) => {
  const text = progressText({ ...download, state: 'running', doneBytes: 50e6 }, 4);
  t.is(text, 'downloading TensorFlow  25 %  50 of 200 MB  12.5 MB/s');
});

test('a step that is not counted shows how long it takes', (t) => {
  t.is(progressText({ step: 'compile', state: 'running' }, 7.2), 'compiling the addon  7 s');
});

test('more bytes than expected are not shown as more than 100 %', (t) => {
  t.regex(progressText({ ...download, state: 'running', doneBytes: 300e6 }, 1), /100 % {2}200 of 200 MB/);
});

test('a terminal gets one line that is written over', (t) => {
  const stream = recorder(true);
  let nowMs = 0;
  const { onProgress, close } = progressDisplay(stream, () => nowMs);
  onProgress({ ...download, state: 'started' });
  nowMs = 1000;
  onProgress({ ...download, state: 'running', doneBytes: 100e6 });
  nowMs = 2000;
  onProgress({ ...download, state: 'finished' });
  close();
  t.is(
    stream.text,
    '\r\u001b[2Kdownloading TensorFlow  50 %  100 of 200 MB  100.0 MB/s' +
      '\r\u001b[2Kdownloading TensorFlow: done, 200 MB in 2.0 s\n',
  );
});

test('elsewhere a plain line comes every five seconds, and one at the end', (t) => {
  const stream = recorder(false);
  let nowMs = 0;
  const { onProgress, close } = progressDisplay(stream, () => nowMs);
  onProgress({ ...download, state: 'started' });
  for (nowMs = 1000; nowMs < 12_000; nowMs += 1000) {
    onProgress({ ...download, state: 'running', doneBytes: (nowMs / 1000) * 10e6 });
  }
  onProgress({ ...download, state: 'finished' });
  close();
  t.is(
    stream.text,
    'downloading TensorFlow  25 %  50 of 200 MB  10.0 MB/s\n' +
      'downloading TensorFlow  50 %  100 of 200 MB  10.0 MB/s\n' +
      'downloading TensorFlow: done, 200 MB in 12.0 s\n',
  );
});

test('an interrupted step leaves the terminal on a fresh line', (t) => {
  const stream = recorder(true);
  const { onProgress, close } = progressDisplay(stream, () => 0);
  onProgress({ step: 'compile', state: 'started' });
  close();
  t.is(stream.text, '\n');
});
