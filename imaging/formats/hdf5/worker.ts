import './limit-memory.js';
import './quiet-console.js';
import { parentPort } from 'node:worker_threads';
import { ready } from 'h5wasm';
import { ImageError } from '../../image-error.js';
import { imageArray } from './image-array.js';
import type { Answer, Request } from './messages.js';
import { ImageReader } from './read-image.js';
import { DamagedFile, StoredFile } from './stored-file.js';

/*
 * Runs as a thread of its own: the HDF5 library, which may end or never return on a damaged file. Answers one request
 * after the other.
 */
interface Entry {
  readonly file: StoredFile;
  reader?: ImageReader;
}
const files = new Map<number, Entry>();
await ready;

parentPort!.on('message', (request: Request) => {
  const answer = attempt(request);
  parentPort!.postMessage(answer, answer.is === 'read' ? [answer.pixels.buffer as ArrayBuffer] : []);
});

function attempt(request: Request): Answer {
  try {
    return handle(request);
  } catch (error) {
    if (error instanceof ImageError) return { is: 'refused', message: error.message, hint: error.hint };
    if (error instanceof DamagedFile) return { is: 'damaged' };
    return { is: 'broken', reason: error instanceof Error ? error.message : String(error) };
  }
}

function handle(request: Request): Answer {
  if (request.do === 'open') {
    files.set(request.file, { file: new StoredFile(String(request.file), request.content) });
    return { is: 'done' };
  }
  const entry = files.get(request.file)!;
  switch (request.do) {
    case 'choose':
      return { is: 'chosen', array: imageArray(request.name, entry.file, request.wanted) };
    case 'read':
      entry.reader ??= new ImageReader(entry.file, request.array);
      return { is: 'read', pixels: entry.reader.read(request.index, request.region) };
    case 'close':
      entry.file.close();
      files.delete(request.file);
      return { is: 'done' };
  }
}

parentPort!.postMessage('ready');
