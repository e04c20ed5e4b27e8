import test from 'ava';
import { nextAddress } from './redirect.js';
import { TransferError } from './transfer-error.js';

const from = new URL('https://example.org/a/b');

test('a redirect may be relative, and lead to another host', (t) => {
  t.is(nextAddress(from, '../c?d').href, 'https://example.org/c?d');
  t.is(nextAddress(from, 'https://example.com/').href, 'https://example.com/');
  t.is(nextAddress(new URL('http://example.org'), 'https://example.com/').href, 'https://example.com/');
});

for (const location of [
  undefined,
  'http://example.org/a/b',
  'file:///a',
  'https://me@example.org/',
  'https://',
]) {
  test(`from https, ${location ?? 'no address'} is not followed`, (t) => {
    const error = t.throws(() => nextAddress(from, location), { instanceOf: TransferError });
    t.false(error.isPassing);
  });
}
