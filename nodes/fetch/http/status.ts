import type { IncomingHttpHeaders } from 'node:http';
import { TransferError } from './transfer-error.js';

/** What an answer that brings no file means. */
export function statusError(status: number, headers: IncomingHttpHeaders, nowMs: number): TransferError {
  if (status === 404 || status === 410) {
    const hint = 'Check the address.';
    return new TransferError(`there is no such file on the server (${status})`, { isPassing: false, hint });
  }
  if (status === 401 || status === 403) {
    const hint = 'Fetch by hand what needs an account or a licence, and read it with `load`.';
    return new TransferError(`the server refuses to give it out (${status})`, { isPassing: false, hint });
  }
  if (status === 429 || status === 503) {
    const retryAfterMs = retryAfterOf(headers['retry-after'], nowMs);
    return new TransferError(`the server is busy (${status})`, { isPassing: true, retryAfterMs });
  }
  const isPassing = status >= 500 || status === 408 || status === 425;
  return new TransferError(`the server answers ${status}`, { isPassing });
}

/** Seconds, or a date (RFC 9110, section 10.2.3). */
function retryAfterOf(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
