import type { RunEvent, StateCounts } from '../../engine/run/event.js';
import type { FailureCounts } from '../../engine/run/failure-counts.js';
import { formatBytes } from '../format-bytes.js';
import { formatDuration } from '../format-duration.js';
import { predictionText } from '../prediction-text.js';

/** One plain line for an event, or undefined for what is not worth one. */
export function eventLine(event: RunEvent): string | undefined {
  switch (event.kind) {
    case 'run-started':
      return `run ${event.run} of ${event.pipeline}: ${event.instances} instances, ${planText(event.counts)}`;
    case 'record-damaged':
      return `damaged  ${event.instance}: ${event.file} is missing or cut; it is computed anew`;
    case 'instance-waiting':
      return `waiting  ${event.instance}: run ${event.run} (process ${event.pid}) computes it`;
    case 'instance-taken-over':
      return `taken    ${event.instance}: run ${event.run} (process ${event.pid}) is suspended; goes on here`;
    case 'instance-handed-over':
      return `left     ${event.instance}: taken over${event.run === undefined ? '' : ` by run ${event.run}`} while this run was suspended`;
    case 'instance-started':
      return `start    ${event.instance}${event.attempt > 1 ? ` (attempt ${event.attempt})` : ''}`;
    case 'instance-resumed':
      return `resume   ${event.instance}: goes on from epoch ${Number(event.progress.toFixed(2))}`;
    case 'instance-log':
      return `${event.level === 'warning' ? 'warning ' : 'log     '} ${event.instance}: ${event.message}`;
    case 'instance-metric':
      return `epoch    ${event.instance}: ${event.epoch}  ${Object.entries(event.values).map(metricText).join('  ')}`;
    case 'instance-retry':
      return `retry    ${event.instance}: ${event.failure.message}`;
    case 'instance-done': {
      const memory = event.peakMemoryBytes > 0 ? `, ${formatBytes(event.peakMemoryBytes)}` : '';
      return `done     ${event.instance} (${formatDuration(event.durationMs)}${memory})`;
    }
    case 'instance-cached':
      return `cached   ${event.instance}`;
    case 'instance-fetched':
      return `fetched  ${event.instance} (${formatBytes(event.bytes)})`;
    case 'remote-cache-trouble':
      return `warning  the cache ${event.url} ${event.message}; the run goes on without it`;
    case 'remote-cache-finishing':
      return `cache    ${event.uploads} still to upload (Ctrl-C: give up)`;
    case 'remote-cache-used': {
      const { fetched, uploaded, notUploaded } = event;
      const parts = [
        fetched.instances > 0 && `${fetched.instances} fetched (${formatBytes(fetched.bytes)})`,
        uploaded.instances > 0 && `${uploaded.instances} uploaded (${formatBytes(uploaded.bytes)})`,
        notUploaded > 0 && `${notUploaded} not uploaded`,
      ];
      return `cache    ${parts.filter((part) => part !== false).join(', ')}`;
    }
    case 'instance-failed': {
      const { message, hint, stack } = event.failure;
      return [
        `failed   ${event.instance}: ${message}`,
        ...(hint === undefined ? [] : [`         hint: ${hint}`]),
        ...(stack === undefined ? [] : [stack]),
      ].join('\n');
    }
    case 'instance-blocked':
      return `blocked  ${event.instance}: ${event.by} failed`;
    case 'instance-not-promoted':
      return `ends     ${event.instance}: not promoted: ${event.reason}`;
    case 'instance-stopped':
      return `stopped  ${event.instance}`;
    case 'run-stopping':
      return stopTexts[event.because];
    case 'run-predicted':
      return event.isFirst ? `time     ${predictionText(event)}` : undefined;
    case 'run-ended':
      return `${event.state}: ${endText(event)} in ${formatDuration(event.durationMs)}`;
    case 'instance-progress':
    case 'instance-checkpoint':
    case 'instance-uploaded':
      return undefined;
  }
}

const stopTexts: Readonly<Record<Extract<RunEvent, { kind: 'run-stopping' }>['because'], string>> = {
  interrupt: 'stopping: saving what runs (Ctrl-C again: stop now)',
  failure: 'stopping after the first failure, as asked for',
  edit: 'stopping what the edit made useless; what it still needs goes on',
};

/** `12 cached, 4 to run, 9 waiting` */
export function planText(counts: StateCounts): string {
  const waiting = counts.waiting + counts.shared;
  const parts = [
    counts.cached > 0 && `${counts.cached} cached`,
    counts.run > 0 && `${counts.run} to run`,
    waiting > 0 && `${waiting} waiting`,
    counts.notPromoted > 0 && `${counts.notPromoted} not promoted`,
    counts.leftOut > 0 && `${counts.leftOut} left out`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? 'nothing to do' : parts.join(', ');
}

function endText({ counts, failures, retries }: Extract<RunEvent, { kind: 'run-ended' }>): string {
  const notRun = counts.run + counts.waiting;
  const reused = counts.cached + counts.shared;
  const stopped = counts.notPromoted > 0 && `${counts.notPromoted} not promoted`;
  if (counts.done + counts.failed + counts.blocked + notRun === 0)
    return [`all ${reused} cached`, ...(stopped ? [stopped] : [])].join(', ');
  const parts = [
    `${counts.done} computed`,
    reused > 0 && `${reused} cached`,
    counts.failed > 0 && `${counts.failed} failed${failures ? ` (${failuresText(failures)})` : ''}`,
    counts.blocked > 0 && `${counts.blocked} blocked by failures`,
    stopped,
    notRun > 0 && `${notRun} not run`,
    retries && `tried again: ${failuresText(retries)}`,
  ];
  return parts.filter((part) => typeof part === 'string').join(', ');
}

/** `1 crashed, 2 timeout` */
function failuresText(failures: FailureCounts): string {
  return Object.entries(failures)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ');
}

function metricText([name, value]: [string, number]): string {
  return `${name} ${Number.isFinite(value) ? Number(value.toPrecision(4)) : value}`;
}
