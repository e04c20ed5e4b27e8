import { formatBytes } from '../../report/format-bytes.js';
import type { Clock } from './clock.js';

/** Told more often, a long download would fill the log of the run. */
const everyMs = 1_000;

/** Says now and then how far a transfer is, and how fast it was since it last said so. */
export class TransferRate {
  readonly #clock: Clock;
  readonly #say: (text: string) => void;
  #saidAtMs: number;
  #saidBytes: number | undefined;

  constructor(clock: Clock, say: (text: string) => void) {
    this.#clock = clock;
    this.#say = say;
    this.#saidAtMs = clock.nowMs();
  }

  /** `totalBytes` undefined where it is not known. */
  update(name: string, sizeBytes: number, totalBytes: number | undefined): void {
    // The first bytes are only where counting begins: an earlier try may have brought most of them.
    this.#saidBytes ??= sizeBytes;
    const now = this.#clock.nowMs();
    const elapsedMs = now - this.#saidAtMs;
    if (elapsedMs < everyMs) return;
    const perSecond = Math.max(0, ((sizeBytes - this.#saidBytes) / elapsedMs) * 1000);
    this.#saidAtMs = now;
    this.#saidBytes = sizeBytes;
    const total = totalBytes === undefined ? '' : ` of ${formatBytes(totalBytes)}`;
    this.#say(`${name}: ${formatBytes(sizeBytes)}${total}, ${formatBytes(Math.round(perSecond))}/s`);
  }
}
