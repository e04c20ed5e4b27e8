import { describePlan } from '../../engine/plan/describe-plan.js';
import { planLines } from '../../engine/plan/plan-lines.js';
import type { WatchRequest } from '../../engine/watch/start-watch.js';
import { print, printDiagnostics, printJsonLine } from '../print.js';
import type { RunOptions } from '../run/command.js';
import { makeTextView } from '../run/observer.js';
import { printTables } from '../run/print-results.js';

type WatchView = Pick<WatchRequest, 'observe' | 'tell' | 'onPlanned' | 'onEnded'>;

/** A plan that says more than this is cut short: what runs passes by anyway. */
const planLinesShown = 16;

/** What people see of a watch, or, with `--json`, programs: then each event of a run names the run. */
export async function makeWatchView(storeFolder: string, { json }: RunOptions): Promise<WatchView> {
  if (json) {
    return {
      observe: (event, { run }) => printJsonLine({ run, ...event }),
      tell: printJsonLine,
      onPlanned: () => {},
      async onEnded() {},
    };
  }
  const [view, { watchLine }] = await Promise.all([
    makeTextView(),
    import('../../report/terminal/watch-line.js'),
  ]);
  /** What an older run, which a newer one has taken over from, has started and not ended. */
  const running = new Map<string, Set<string>>();
  return {
    observe(event, { run, isNewest }) {
      const own = running.get(run) ?? new Set();
      running.set(run, own);
      if (event.kind === 'instance-started') own.add(event.instance);
      if (event.kind === 'run-ended') running.delete(run);
      // The newer run waits in this very process for what the older one still computes.
      if (event.kind === 'instance-waiting' && event.pid === process.pid) return;
      if (!isNewest && event.kind === 'run-ended') return;
      if (!isNewest && event.kind === 'instance-stopped' && !own.has(event.instance)) return;
      view.observe(event);
    },
    tell(event) {
      view.pause();
      print(watchLine(event, process.cwd()));
    },
    onPlanned({ planning, records }) {
      const description = describePlan(planning, records);
      if (description.counts.cached === description.instances) return;
      view.pause();
      const lines = planLines(description);
      const isLong = lines.length > planLinesShown;
      for (const line of lines.slice(0, isLong ? planLinesShown - 1 : undefined)) print(line);
      if (isLong) print(`  and ${lines.length - planLinesShown + 1} lines more: micrograph plan`);
    },
    async onEnded(result) {
      view.pause();
      await printDiagnostics(result.diagnostics, false);
      await printTables(result, storeFolder);
    },
  };
}
