import test from 'ava';
import { loadTensorFlow, tensorflow } from '../runtime/tensorflow.js';
import { imageOf, imagesOf, imageTensor } from './image-batch.js';

test.before(async () => void (await loadTensorFlow()));

test('images come out of TensorFlow as they went in, channels last, and no tensor is left', (t) => {
  const images = {
    count: 2,
    height: 3,
    width: 4,
    channels: 5,
    data: Float32Array.from({ length: 120 }, (_, i) => i),
  };
  t.deepEqual(imagesOf(imageTensor(images)), images);
  t.is(tensorflow().memory().numTensors, 0);
});

test('the pixels of one image are a view into its batch', (t) => {
  const images = {
    count: 2,
    height: 1,
    width: 2,
    channels: 2,
    data: Float32Array.from({ length: 8 }, (_, i) => i),
  };
  const second = imageOf(images, 1);
  t.deepEqual([...second], [4, 5, 6, 7]);
  second[0] = 9;
  t.is(images.data[4], 9);
});
