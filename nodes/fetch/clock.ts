/** Time, given from outside so that no test waits. */
export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number;
  /** Calls once after a time; what is returned calls it off. */
  after(ms: number, call: () => void): () => void;
}

export const realClock: Clock = {
  nowMs: Date.now,
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

/** Resolves after a time, and rejects with the signal's reason where it is aborted first. */
export function wait(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => {
      callOff();
      reject(signal.reason);
    };
    const callOff = clock.after(ms, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    signal.addEventListener('abort', stop, { once: true });
  });
}
