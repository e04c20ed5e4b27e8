import type { RunObserver } from '../../engine/run/event.js';
import { print, printJsonLine } from '../print.js';

/** The view of the run's events: live lines on a terminal, plain lines elsewhere, JSON Lines where asked for. */
export async function makeObserver(json: boolean): Promise<RunObserver> {
  if (json) return (event) => printJsonLine(event);
  return (await makeTextView()).observe;
}

/** What people see of runs; `pause` makes room for something else that is printed. */
export interface TextView {
  readonly observe: RunObserver;
  pause(): void;
}

export async function makeTextView(): Promise<TextView> {
  if (process.stdout.isTTY) {
    const [{ LiveView }, { default: screen }] = await Promise.all([
      import('../../report/terminal/live-view.js'),
      import('log-update'),
    ]);
    return new LiveView(screen, print, Date.now);
  }
  const { plainLines } = await import('../../report/terminal/plain-lines.js');
  const lineOf = plainLines();
  return {
    observe(event) {
      // The decision itself tells who goes on.
      const line = event.kind === 'instance-not-promoted' ? undefined : lineOf(event);
      if (line !== undefined) print(line);
    },
    pause() {},
  };
}
