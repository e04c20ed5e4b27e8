/**
 * The program of a worker process. It runs one task after another, so that TensorFlow is loaded once, and ends when
 * its coordinator does.
 */
import { findNode } from '../../nodes/registry.js';
import type { Task } from '../executors/task.js';
import type { FromWorker, ToWorker } from './messages.js';
import { runTask } from './run-task.js';

let stop = new AbortController();

// A terminal sends Ctrl-C to the whole process group; only the coordinator decides what it means.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(0));
process.on('message', (message: ToWorker) => {
  if (message.kind === 'stop') stop.abort(new Error('stopped'));
  else void run(message.task);
});
send({ kind: 'ready' });

async function run(task: Task): Promise<void> {
  stop = new AbortController();
  const definition = await findNode(task.type, task.plugin);
  const outcome = await runTask(task, definition, stop.signal, (update) => send({ kind: 'update', update }));
  send({ kind: 'ended', outcome, memoryBytes: process.memoryUsage.rss() });
}

function send(message: FromWorker): void {
  if (process.connected) process.send?.(message);
}
