import test from 'ava';
import { CircuitBreaker, restMs } from './circuit-breaker.js';

function broken(now: () => number): CircuitBreaker {
  const breaker = new CircuitBreaker(now);
  for (let failure = 0; failure < 3; failure++) breaker.failed();
  return breaker;
}

test('what fails three times in a row is let alone; what fails now and then is not', (t) => {
  const breaker = new CircuitBreaker(() => 0);
  for (let round = 0; round < 5; round++) {
    breaker.failed();
    breaker.failed();
    t.true(breaker.allows());
    breaker.succeeded();
  }
  t.false(broken(() => 0).allows());
});

test('after a rest one request finds out whether it works again', (t) => {
  let now = 0;
  const breaker = broken(() => now);
  now = restMs - 1;
  t.false(breaker.allows());
  now = restMs;
  t.true(breaker.allows());
  t.false(breaker.allows(), 'one, not all');
  breaker.failed();
  t.false(breaker.allows());
  now = 2 * restMs;
  t.true(breaker.allows());
  breaker.succeeded();
  t.true(breaker.allows());
});

test('who refuses is never asked again', (t) => {
  let now = 0;
  const breaker = new CircuitBreaker(() => now);
  breaker.giveUp();
  breaker.succeeded();
  now = 10 * restMs;
  t.false(breaker.allows());
});
