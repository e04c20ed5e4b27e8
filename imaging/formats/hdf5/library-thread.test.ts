import test from 'ava';
import { ImageError } from '../../image-error.js';
import { sourceInMemory } from '../open-source.js';
import { openHdf5 } from './hdf5.js';
import { addArray, count, hdf5Bytes } from './hdf5-bytes.test-helper.js';
import { LibraryThread } from './library-thread.js';

async function source(name: string) {
  const bytes = await hdf5Bytes((h5) => addArray(h5, 'a', Uint8Array.from(count(16)), [4, 4]));
  return sourceInMemory(name, '', bytes);
}

test('after the library failed on one file, others that were open go on', async (t) => {
  const thread = new LibraryThread();
  const good = await openHdf5(await source('good.h5'), {}, thread);
  const bad = thread.file(await source('bad.h5'));
  // Not what it expects: it fails in the middle.
  const failure = await t.throwsAsync(bad.ask({ do: 'read', index: 0 } as never), { instanceOf: ImageError });
  t.regex(failure!.message, /^bad\.h5 does not decode: it is cut off or damaged/);
  t.is((await good.read(0)).pixels[15], 15);
  await t.throwsAsync(bad.ask({ do: 'choose', name: 'bad.h5', wanted: undefined }), {
    message: failure!.message,
  });
  await Promise.all([good.close(), bad.close()]);
});

test('a file on which the library comes to no end is given up', async (t) => {
  // Loading the library alone takes longer.
  const impatient = new LibraryThread(1);
  const error = await t.throwsAsync(openHdf5(await source('slow.h5'), {}, impatient), {
    instanceOf: ImageError,
  });
  t.is(error!.message, 'slow.h5 does not decode: it is cut off or damaged (the HDF5 library came to no end)');
});

test('a file may be closed twice, and closing one leaves others open', async (t) => {
  const thread = new LibraryThread();
  const [one, other] = await Promise.all(
    ['one.h5', 'other.h5'].map(async (name) => openHdf5(await source(name), {}, thread)),
  );
  await one!.close();
  await one!.close();
  t.is((await other!.read(0)).pixels[1], 1);
});
