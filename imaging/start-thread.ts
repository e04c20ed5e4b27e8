import { extname } from 'node:path';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts a thread that runs the module `name` beside the module at `url`: the compiled one from a compiled module. From a
 * source module, as in tests, it is the TypeScript source; Node.js 20 does not hand the process's loader down to threads.
 */
export function startThread(url: string, name: string, options: WorkerOptions = {}): Worker {
  const program = new URL(`${name}${extname(url)}`, url);
  if (extname(url) === '.js') return new Worker(program, options);
  const loader = import.meta.resolve('tsx/esm/api');
  const source = `import('${loader}').then(({ register }) => { register(); return import('${program.href}'); })`;
  return new Worker(source, { ...options, eval: true });
}
