import type { ProvisionProgress, ProvisionStep } from '../../learn/runtime/provision/progress.js';

const labels: Readonly<Record<ProvisionStep, string>> = {
  download: 'downloading TensorFlow',
  check: 'checking the download',
  unpack: 'unpacking',
  compile: 'compiling the addon',
  verify: 'trying it',
  installer: 'running the install script of @tensorflow/tfjs-node-gpu',
};

function label({ step, of }: ProvisionProgress): string {
  return step === 'download' && of !== undefined ? `downloading ${of}` : labels[step];
}

export function progressText(progress: ProvisionProgress, seconds: number): string {
  const { doneBytes = 0, totalBytes } = progress;
  if (totalBytes === undefined) return `${label(progress)}  ${seconds.toFixed(0)} s`;
  const done = Math.min(doneBytes, totalBytes);
  const megabytes = `${(done / 1e6).toFixed(0)} of ${(totalBytes / 1e6).toFixed(0)} MB`;
  const percent = totalBytes === 0 ? 100 : Math.floor((100 * done) / totalBytes);
  const speed = seconds > 0 ? `  ${(done / 1e6 / seconds).toFixed(1)} MB/s` : '';
  return `${label(progress)}  ${percent} %  ${megabytes}${speed}`;
}

export function finishedText(progress: ProvisionProgress, seconds: number): string {
  const { totalBytes } = progress;
  const size = totalBytes === undefined ? '' : `${(totalBytes / 1e6).toFixed(0)} MB in `;
  return `${label(progress)}: done, ${size}${seconds.toFixed(1)} s`;
}

/** Back to the start of the terminal's line, and erase it. */
const eraseLine = '\r\u001b[2K';

export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Shows progress: one line that is written over on a terminal, a plain line every few seconds elsewhere. */
export function progressDisplay(
  stream: ProgressStream,
  nowMs: () => number = performance.now.bind(performance),
) {
  const isTerminal = stream.isTTY === true;
  const intervalMs = isTerminal ? 100 : 5000;
  let startedMs = 0;
  let shownMs = 0;
  let latest: ProvisionProgress | undefined;

  function show() {
    if (latest === undefined || nowMs() - shownMs < intervalMs) return;
    shownMs = nowMs();
    const text = progressText(latest, (shownMs - startedMs) / 1000);
    stream.write(isTerminal ? `${eraseLine}${text}` : `${text}\n`);
  }
  // Steps that report nothing, such as compiling, still show that time passes.
  const timer = setInterval(show, isTerminal ? 1000 : intervalMs);
  timer.unref();

  return {
    onProgress(progress: ProvisionProgress): void {
      if (progress.state === 'started') startedMs = shownMs = nowMs();
      latest = progress.state === 'finished' ? undefined : progress;
      show();
      if (progress.state !== 'finished') return;
      const text = finishedText(progress, (nowMs() - startedMs) / 1000);
      stream.write(`${isTerminal ? eraseLine : ''}${text}\n`);
    },
    /** Leaves the terminal on a fresh line. */
    close(): void {
      clearInterval(timer);
      if (isTerminal && latest !== undefined) stream.write('\n');
      latest = undefined;
    },
  };
}
