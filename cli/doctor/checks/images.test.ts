import test from 'ava';
import { checkImages } from './images.js';

test('the formats that micrographs come in can be read', async (t) => {
  const { status, data } = await checkImages();
  t.is(status, 'ok');
  t.deepEqual(data?.['formats'], ['png', 'jpeg', 'tiff']);
});
