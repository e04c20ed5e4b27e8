import test from 'ava';
import { loadTensorFlow, tensorflow } from '../runtime/tensorflow.js';
import { mapImages } from './image-batch.js';

test.before(async () => void (await loadTensorFlow()));

test('images of more different values than a JavaScript set can hold are mapped, and no tensor is left', (t) => {
  const [height, width] = [4096, 4097];
  // The float32 numbers from 1 on, each once.
  const data = new Float32Array(
    Uint32Array.from({ length: height * width }, (_, i) => 0x3f800000 + i).buffer,
  );
  const images = { count: 1, height, width, data };
  const negated = mapImages(images, (x) => x.neg());
  t.is(negated.data.length, data.length);
  t.is(negated.data.at(-1), -data.at(-1)!);
  t.is(tensorflow().memory().numTensors, 0);
});
