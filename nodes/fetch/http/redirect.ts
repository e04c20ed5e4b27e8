import { addressProblem } from './address.js';
import { TransferError } from './transfer-error.js';

/** Where a redirect leads. Throws a `TransferError` where it is not followed. */
export function nextAddress(from: URL, location: string | undefined): URL {
  if (location === undefined || !URL.canParse(location, from.href))
    throw new TransferError('redirected to nowhere', { isPassing: false });
  const to = new URL(location, from);
  const problem = addressProblem(to.href);
  if (problem) throw new TransferError(`redirected: ${problem.message}`, { isPassing: false });
  if (from.protocol === 'https:' && to.protocol !== 'https:')
    throw new TransferError(`redirected from https to http, where anybody may read and change what is sent`, {
      isPassing: false,
    });
  return to;
}
