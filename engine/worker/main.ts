/**
 * The program of a worker process. It runs one task after another, so that TensorFlow is loaded once, and ends when
 * its coordinator does.
 */
import type { AnyNode } from '../../nodes/define-node.js';
import { builtInNodes } from '../../nodes/registry.js';
import type { Task, TaskOutcome } from '../executors/task.js';
import type { FromWorker, ToWorker } from './messages.js';
import { runTask } from './run-task.js';

/** How often a running task says that it is alive; only where its event loop turns, and the process is not suspended. */
const heartbeatMs = 2_000;

let stop = new AbortController();
const plugins = new Map<string, Promise<readonly AnyNode[]>>();

// Terminals and service managers signal the whole process group; only the coordinator decides what it means.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.exit(0));
process.on('message', (message: ToWorker) => {
  if (message.kind === 'stop') stop.abort(new Error('stopped'));
  else void run(message.task);
});
async function run(task: Task): Promise<void> {
  stop = new AbortController();
  const heartbeat = setInterval(() => send({ kind: 'alive' }), heartbeatMs);
  const definition = await definitionFor(task);
  const outcome: TaskOutcome = definition
    ? await runTask(task, definition, stop.signal, (update) => send({ kind: 'update', update }))
    : {
        kind: 'failed',
        failure: { kind: 'bad-input', message: `the code of ${task.type} changed`, hint: 'run again' },
      };
  clearInterval(heartbeat);
  send({ kind: 'ended', outcome, memoryBytes: process.memoryUsage.rss() });
}

/** The code that the task's key speaks of; undefined where a plugin was edited since the run began. */
async function definitionFor({ type, version, plugin }: Task): Promise<AnyNode | undefined> {
  if (plugin === undefined) return builtInNodes.find((node) => node.type === type);
  const { loadPlugin } = await import('../project/plugin.js');
  const loaded = plugins.get(plugin) ?? loadPlugin(plugin);
  plugins.set(plugin, loaded);
  return (await loaded).find((node) => node.type === type && node.version === version);
}

function send(message: FromWorker): void {
  if (process.connected) process.send?.(message);
}
