import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { eventLogPath } from './event-log.js';
import { type LoggedEvent, parseEvents } from './read-events.js';

/** How often the log is looked at for more; also on file systems that tell of no changes. */
const lookEveryMs = 200;

/** The events that a run logged, and those that it goes on to log, until it ends. @param isLive whether its process lives */
export async function* followEvents(
  storeFolder: string,
  run: string,
  isLive: () => boolean,
): AsyncGenerator<LoggedEvent> {
  const file = await open(eventLogPath(storeFolder, run), 'r');
  try {
    let rest = Buffer.alloc(0);
    for (;;) {
      // Asked first: what a run tells last, it writes before it ends.
      const mayGoOn = isLive();
      const text = Buffer.concat([rest, await readOn(file)]);
      const end = text.lastIndexOf('\n') + 1;
      rest = text.subarray(end);
      for (const event of parseEvents(text.subarray(0, end).toString())) {
        yield event;
        if (event.kind === 'run-ended') return;
      }
      if (!mayGoOn) return;
      await delay(lookEveryMs);
    }
  } finally {
    await file.close();
  }
}

/** From where the last call ended to where the file ends now. */
async function readOn(file: Awaited<ReturnType<typeof open>>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (;;) {
    const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(1 << 16) });
    if (bytesRead === 0) return Buffer.concat(pieces);
    pieces.push(buffer.subarray(0, bytesRead));
  }
}
