import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { extractCuda, extractTensorflow } from './extract-wheel.js';
import { ProvisionError } from './provision-error.js';
import { sha256File } from './sha256-file.js';
import { tinyWheel } from './testing/fake-machine.js';
import { writeZip } from './testing/write-zip.js';

async function extract(
  t: ExecutionContext,
  write: (wheel: string) => Promise<void>,
  extractWheel = extractTensorflow,
) {
  const folder = await mkdtemp(join(tmpdir(), 'micrograph-extract-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const wheel = join(folder, 'tiny.whl');
  await write(wheel);
  const target = join(folder, 'a', 'b');
  const reported: number[] = [];
  const options = {
    signal: new AbortController().signal,
    onProgress: ({ doneBytes }: { doneBytes?: number }) =>
      doneBytes !== undefined && reported.push(doneBytes),
  };
  return { folder, target, reported, extraction: extractWheel(wheel, target, options) };
}

test('only the headers and the two shared libraries are unpacked', async (t) => {
  const { target, extraction, reported } = await extract(t, (wheel) => writeZip(wheel, tinyWheel));
  const digests = await extraction;
  const names = (await readdir(target, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  t.deepEqual(names.map(({ name }) => name).sort(), [
    'c_api.h',
    'libtensorflow_cc.so.2',
    'libtensorflow_framework.so.2',
  ]);
  t.is(await readFile(join(target, 'include/tensorflow/c/c_api.h'), 'utf8'), '// header');
  const library = join(target, 'lib/libtensorflow_cc.so.2');
  t.is(digests['lib/libtensorflow_cc.so.2'], await sha256File(library));
  t.is(reported.at(-1), '// header'.length + 'the library'.length + 'the framework'.length);
});

for (const name of ['../../evil.h', 'a/../../../evil.h', '..\\..\\evil.h']) {
  test(`an archive with a header named ${name} is refused`, async (t) => {
    const files = { ...tinyWheel, [`tensorflow/include/${name}`]: 'evil' };
    const { folder, extraction } = await extract(t, (wheel) => writeZip(wheel, files));
    const error = await t.throwsAsync(extraction, { instanceOf: ProvisionError });
    t.is(error.kind, 'bad-wheel');
    t.deepEqual(await readdir(folder), ['tiny.whl']);
  });
}

test('of NVIDIA’s wheels the libraries and programs are unpacked, laid out as they are', async (t) => {
  const wheel = {
    'nvidia/cudnn/lib/libcudnn.so.9': 'the library',
    'nvidia/cudnn/lib/__init__.py': '',
    'nvidia/cudnn/include/cudnn.h': '// header',
    'nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc': 'bitcode',
    'nvidia_cudnn_cu12-9.28.0.42.dist-info/METADATA': '',
  };
  const { target, extraction } = await extract(t, (path) => writeZip(path, wheel), extractCuda);
  t.deepEqual(Object.keys(await extraction), [
    'nvidia/cudnn/lib/libcudnn.so.9',
    'nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc',
  ]);
  t.is(await readFile(join(target, 'nvidia/cudnn/lib/libcudnn.so.9'), 'utf8'), 'the library');
});

test('a file that is no zip archive is refused', async (t) => {
  const { extraction } = await extract(t, (wheel) => writeFile(wheel, 'this is no zip archive, only text'));
  const error = await t.throwsAsync(extraction, { instanceOf: ProvisionError });
  t.is(error.kind, 'bad-wheel');
});
