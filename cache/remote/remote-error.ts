import { diskError } from '../disk-error.js';

/** A remote cache that does not do what is asked of it; the message goes on from the cache's address. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError';
  /** Asking again is of no use: it does not let us. */
  readonly isRefusal: boolean;

  constructor(message: string, isRefusal = false) {
    super(message);
    this.isRefusal = isRefusal;
  }
}

/** What an answer means that is no success. */
export function statusError(status: number, method: string): RemoteError {
  const asked = method === 'PUT' ? 'takes no uploads' : 'gives nothing out';
  if (status === 401) return new RemoteError(`${asked}: it wants another token (status 401)`, true);
  if (status === 403 || status === 405) return new RemoteError(`${asked} (status ${status})`, true);
  if (status === 413) return new RemoteError('takes no file of this size (status 413)');
  if (status === 507) return new RemoteError('is full (status 507)');
  return new RemoteError(`answers with status ${status}`);
}

/** In words what Node.js says of a connection. */
export function connectionError(error: unknown): RemoteError {
  if (error instanceof RemoteError) return error;
  // A file of ours that is to be sent.
  const refused = diskError(error);
  if (refused !== undefined) return new RemoteError(`is not given a file: ${refused}`);
  const { code = '', message } = error as NodeJS.ErrnoException;
  const words: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'refuses the connection',
    ECONNRESET: 'breaks off the connection',
    EPIPE: 'breaks off the connection',
    ENOTFOUND: 'is unknown on this network',
    EAI_AGAIN: 'could not be looked up',
    EHOSTUNREACH: 'cannot be reached',
    ENETUNREACH: 'cannot be reached',
    ETIMEDOUT: 'cannot be reached',
  };
  if (code.startsWith('HPE_') || code === 'EPROTO')
    return new RemoteError(`does not speak HTTP here: ${message}`);
  return new RemoteError(words[code] ?? `failed: ${message}`);
}
