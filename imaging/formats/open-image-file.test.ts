import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import test from 'ava';
import { ImageError } from '../image-error.js';
import { writeMrc } from './mrc-file.test-helper.js';
import { knownFormats, openImageFile } from './open-image-file.js';
import { openSourceOnDisk, sourceInMemory } from './open-source.js';
import { encodePng } from './png.js';
import { rasterExtensions } from './raster-extensions.js';
import { samples } from './samples.test-helper.js';

test('a format is known by its content, whatever the file is called', async (t) => {
  for (const sample of samples) {
    if (sample.open) continue;
    const content = await sample.content();
    const file = await openImageFile(sourceInMemory('a.png', 'a.png', content), { array: sample.array });
    t.is(file.format, sample.format, sample.title);
    await file.close();
  }
});

test('a file whose content does not tell goes by its extension', async (t) => {
  const section = { mode: 2, dtype: 'float32', width: 2, height: 1, sections: 1, values: [1, 2] } as const;
  const content = writeMrc({ ...section, stamped: false });
  const named = (name: string) => openImageFile(sourceInMemory(name, name, content));
  t.is((await named('old.MRC')).format, 'MRC');
  await t.throwsAsync(named('old.tif'), { instanceOf: ImageError, message: /^old\.tif is no image/ });
});

test('the files looked for in folders are those of the formats', async (t) => {
  const formats = await Promise.all(knownFormats.map(({ load }) => load()));
  t.deepEqual(formats.flatMap(({ extensions }) => extensions).sort(), [...rasterExtensions].sort());
  for (const known of knownFormats) {
    if (known.extensions) t.deepEqual(known.extensions, (await known.load()).extensions);
  }
});

test('only the decoder that is needed is loaded', async (t) => {
  const png = await encodePng({ height: 1, width: 1, pixels: Uint8Array.of(7) });
  const hooks = `
    import { writeSync } from 'node:fs';
    export async function resolve(specifier, context, next) {
      const resolved = await next(specifier, context);
      writeSync(1, resolved.url + '\\n');
      return resolved;
    }`;
  const program = `
    import { register } from 'node:module';
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}));
    const { openImageFile } = await import('${new URL('./open-image-file.ts', import.meta.url)}');
    const { sourceInMemory } = await import('${new URL('./open-source.ts', import.meta.url)}');
    const bytes = Buffer.from('${png.toString('base64')}', 'base64');
    await (await openImageFile(sourceInMemory('a', 'a', bytes))).read(0);`;
  const flags = ['--import=tsx', '--input-type=module', '-e', program];
  const { stdout } = await promisify(execFile)(process.execPath, flags);
  t.regex(stdout, /node_modules\/sharp\//);
  t.notRegex(stdout, /node_modules\/(h5wasm|yauzl|zarrita)\//);
});

test('a source on disk that cannot be read is an error with its name', async (t) => {
  await t.throwsAsync(openSourceOnDisk('gone.png', '/nowhere/gone.png'), {
    instanceOf: ImageError,
    message: /^gone\.png cannot be read: ENOENT/,
  });
  await t.throwsAsync(openSourceOnDisk('folder', import.meta.dirname), {
    instanceOf: ImageError,
    message: /^folder cannot be read/,
  });
});
