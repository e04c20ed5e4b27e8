import test from 'ava';
import { loadFailure, loadTensorFlow, tensorflow } from './tensorflow.js';

test.serial('using TensorFlow before it is loaded is a bug, said clearly', (t) => {
  t.throws(tensorflow, { message: /^bug: loadTensorFlow\(\)/ });
});

test.serial('TensorFlow is loaded once, with one thread per operation', async (t) => {
  const tf = await loadTensorFlow();
  t.is(await loadTensorFlow(), tf);
  t.is(tensorflow(), tf);
  t.is(process.env['TF_NUM_INTRAOP_THREADS'], '1');
  t.is(tf.getBackend(), 'tensorflow');
});

test('a missing binding is explained in one line, with what to do', (t) => {
  const message = loadFailure(new Error('native addon can not be found at path: x. \nPlease run …'));
  t.is(
    message,
    'TensorFlow could not be loaded (native addon can not be found at path: x.). Run `npx micrograph doctor --install` to install it.',
  );
});
