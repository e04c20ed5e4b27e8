import test from 'ava';
import { enlargeClasses, enlargeImage, enlargePoints } from './enlarge.js';

test('a quadratic is continued exactly, as the third-order kernel does', (t) => {
  const side = 8;
  const f = (x: number, y: number) => 0.5 * x * x - x * y + 2 * y + 7;
  const pixels = Float32Array.from({ length: side * side }, (_, i) => f(i % side, Math.floor(i / side)));
  for (const factor of [2, 3]) {
    const enlarged = enlargeImage(pixels, { height: side, width: side }, factor);
    // Away from the border, where mirror images take part.
    for (let y = 2 * factor; y < (side - 2) * factor; y++) {
      for (let x = 2 * factor; x < (side - 2) * factor; x++) {
        const expected = f((x + 0.5) / factor - 0.5, (y + 0.5) / factor - 0.5);
        t.true(Math.abs(enlarged[y * side * factor + x]! - expected) < 1e-3);
      }
    }
  }
});

test('whole numbers stay in the range of their type where the curve swings beyond it', (t) => {
  const step = Uint8Array.of(0, 0, 0, 255, 255, 255);
  const enlarged = enlargeImage(step, { height: 1, width: 6 }, 2);
  t.is(enlarged.length, 24);
  t.is(Math.min(...enlarged), 0);
  t.is(Math.max(...enlarged), 255);
  t.true(enlarged instanceof Uint8Array);
  const floats = enlargeImage(Float32Array.from(step), { height: 1, width: 6 }, 2);
  t.true(Math.max(...floats) > 255);
});

test('classes become squares, and points keep their place in the picture', (t) => {
  t.deepEqual(
    enlargeClasses(Uint8Array.of(1, 2), { height: 1, width: 2 }, 2),
    Uint8Array.of(1, 1, 2, 2, 1, 1, 2, 2),
  );
  t.deepEqual(enlargePoints([[0, 1]], 2), [[0.5, 2.5]]);
  t.deepEqual(enlargePoints([[-0.5, -0.5]], 3), [[-0.5, -0.5]]);
});
