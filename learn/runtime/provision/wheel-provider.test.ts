import { mkdir, readdir, readFile, readlink, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { packageAddonPath } from './link-addon.js';
import { ProvisionError } from './provision-error.js';
import { fakeMachine, pipScript, tinyWheel, withWheel } from './testing/fake-machine.js';
import { wheelProvider } from './wheel-provider.js';

const installation = 'tensorflow-2.21.0-cpu';

test('an installation holds the libraries, the addon and the manifest, and node_modules links to it', async (t) => {
  const machine = await fakeMachine(t);
  const provider = wheelProvider(machine.setup, await withWheel(machine));
  t.is((await provider.inspect()).state, 'missing');
  await provider.install();
  const folder = join(machine.cache, installation);
  t.deepEqual((await readdir(folder)).sort(), ['lib', 'manifest.json', 'tfjs_binding.node']);
  t.is(await readFile(join(folder, 'lib/libtensorflow_cc.so.2'), 'utf8'), 'the library');
  t.is(await readFile(join(folder, 'lib/libtensorflow_framework.so.2'), 'utf8'), 'the framework');
  t.is(await readlink(packageAddonPath(machine.setup.packageFolder)), join(folder, 'tfjs_binding.node'));
  t.deepEqual(await readdir(machine.cache), [installation]);
  t.is((await provider.inspect()).state, 'ready');
});

test('every step tells its start and its end', async (t) => {
  const machine = await fakeMachine(t);
  await wheelProvider(machine.setup, await withWheel(machine)).install();
  const finished = machine.progress.filter(({ state }) => state === 'finished').map(({ step }) => step);
  t.deepEqual(finished, ['download', 'check', 'unpack', 'compile', 'verify']);
  const started = machine.progress.filter(({ state }) => state === 'started').map(({ step }) => step);
  t.deepEqual(started, finished);
});

test('a second installation starts no command', async (t) => {
  const machine = await fakeMachine(t);
  const provider = wheelProvider(machine.setup, await withWheel(machine));
  await provider.install();
  const before = machine.commands.length;
  await provider.install();
  t.is(machine.commands.length, before);
});

test('a lost link is made again without building', async (t) => {
  const machine = await fakeMachine(t);
  const provider = wheelProvider(machine.setup, await withWheel(machine));
  await provider.install();
  await rm(packageAddonPath(machine.setup.packageFolder));
  t.is((await provider.inspect()).state, 'not-linked');
  const before = machine.commands.length;
  await provider.install();
  t.is(machine.commands.length, before);
  t.is((await provider.inspect()).state, 'ready');
});

test('a cut library is noticed and replaced', async (t) => {
  const machine = await fakeMachine(t);
  const provider = wheelProvider(machine.setup, await withWheel(machine));
  await provider.install();
  await truncate(join(provider.folder, 'lib/libtensorflow_cc.so.2'), 3);
  const state = await provider.inspect();
  t.is(state.state, 'damaged');
  t.regex(state.state === 'damaged' ? state.reason : '', /libtensorflow_cc\.so\.2 has 3 bytes, not 11/);
  await provider.install();
  t.is((await provider.inspect()).state, 'ready');
});

test('two set-ups at the same time both end with one intact installation', async (t) => {
  const machine = await fakeMachine(t);
  const pin = await withWheel(machine);
  await Promise.all([1, 2, 3].map(() => wheelProvider(machine.setup, pin).install()));
  t.deepEqual(await readdir(machine.cache), [installation]);
  t.is((await wheelProvider(machine.setup, pin).inspect()).state, 'ready');
});

test('without python3 the error says how to get it', async (t) => {
  const machine = await fakeMachine(t);
  const pin = await withWheel(machine);
  await rm(join(machine.folder, 'bin/python3'));
  const error = await t.throwsAsync(wheelProvider(machine.setup, pin).install(), {
    instanceOf: ProvisionError,
  });
  t.is(error.kind, 'no-python');
  t.regex(error.hint, /apt-get install python3/);
});

test('a python3 without pip is told from no python3', async (t) => {
  const machine = await fakeMachine(t);
  const pin = await withWheel(machine);
  await machine.command(
    'python3',
    `console.error('/usr/bin/python3: No module named pip'); process.exit(1);`,
  );
  const error = await t.throwsAsync(wheelProvider(machine.setup, pin).install(), {
    instanceOf: ProvisionError,
  });
  t.is(error.kind, 'no-pip');
});

test('without a compiler nothing is downloaded', async (t) => {
  const machine = await fakeMachine(t);
  const pin = await withWheel(machine);
  await rm(join(machine.folder, 'bin/c++'));
  const error = await t.throwsAsync(wheelProvider(machine.setup, pin).install(), {
    instanceOf: ProvisionError,
  });
  t.is(error.kind, 'no-compiler');
  t.false(machine.commands.some((command) => command.includes('download')));
});

test('a failed download is summarised', async (t) => {
  const machine = await fakeMachine(t);
  const pin = await withWheel(machine);
  await machine.command(
    'python3',
    pipScript(`console.error('noise\\nERROR: Invalid requirement'); process.exit(1);`),
  );
  const error = await t.throwsAsync(wheelProvider(machine.setup, pin).install(), {
    instanceOf: ProvisionError,
  });
  t.is(error.kind, 'download-failed');
  t.is(error.message, 'pip could not download tensorflow-cpu==2.21.0: Invalid requirement');
  t.deepEqual(await readdir(machine.cache), []);
});

test('a wheel with another checksum is not used, and both checksums are shown', async (t) => {
  const machine = await fakeMachine(t);
  const pin = await withWheel(machine);
  const cut = `fs.writeFileSync(path.join(folder, 'tiny.whl'), 'cut');`;
  await machine.command('python3', pipScript(cut));
  const error = await t.throwsAsync(wheelProvider(machine.setup, pin).install(), {
    instanceOf: ProvisionError,
  });
  t.is(error.kind, 'wrong-checksum');
  t.true(error.message.includes(pin.sha256));
  t.regex(error.message, /found\s+SHA-256 [0-9a-f]{64}/);
  t.deepEqual(await readdir(machine.cache), []);
});

test('a wheel without a library is refused by name', async (t) => {
  const machine = await fakeMachine(t);
  const { 'tensorflow/libtensorflow_cc.so.2': _, ...files } = tinyWheel;
  const pin = await withWheel(machine, files);
  const error = await t.throwsAsync(wheelProvider(machine.setup, pin).install(), {
    instanceOf: ProvisionError,
  });
  t.is(error.kind, 'bad-wheel');
  t.regex(error.message, /no tensorflow\/libtensorflow_cc\.so\.2/);
});

test('an error of the compiler is shown by its first line', async (t) => {
  const machine = await fakeMachine(t);
  const pin = await withWheel(machine);
  const script = `console.error('In file x.h\\nx.h:1: error: no such type\\nmore'); process.exit(1);`;
  await machine.command('c++', `if (args[0] === '--version') console.log('c++ 4.8'); else { ${script} }`);
  const error = await t.throwsAsync(wheelProvider(machine.setup, pin).install(), {
    instanceOf: ProvisionError,
  });
  t.is(error.kind, 'compile-failed');
  t.is(error.message, 'c++ 4.8 could not compile the addon: x.h:1: error: no such type');
});

test('too little free space is told before anything is downloaded', async (t) => {
  const machine = await fakeMachine(t);
  const pin = { ...(await withWheel(machine)), unpackedBytes: 1e18 };
  const error = await t.throwsAsync(wheelProvider(machine.setup, pin).install(), {
    instanceOf: ProvisionError,
  });
  t.is(error.kind, 'disk-full');
  t.regex(error.message, /needs 1000000000\.\d GB in .*; [\d.]+ GB are free/);
  t.false(machine.commands.some((command) => command.includes('download')));
});

test('a disk that becomes full while pip writes is told as such', async (t) => {
  const machine = await fakeMachine(t);
  const pin = await withWheel(machine);
  const full = `console.error('ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device');`;
  await machine.command('python3', pipScript(`${full} process.exit(1);`));
  const error = await t.throwsAsync(wheelProvider(machine.setup, pin).install(), {
    instanceOf: ProvisionError,
  });
  t.is(error.kind, 'disk-full');
});

test('a cache folder that cannot be made is named', async (t) => {
  const machine = await fakeMachine(t);
  const pin = await withWheel(machine);
  await writeFile(machine.cache, 'a file where the folder should be');
  const error = await t.throwsAsync(wheelProvider(machine.setup, pin).install(), {
    instanceOf: ProvisionError,
  });
  t.is(error.kind, 'cache-not-writable');
  t.true(error.message.includes(machine.cache));
});

test('an interrupted set-up leaves nothing behind', async (t) => {
  const machine = await fakeMachine(t);
  const pin = await withWheel(machine);
  await machine.command('python3', pipScript('setInterval(() => {}, 1000);'));
  const reason = new Error('interrupted');
  const setup = {
    ...machine.setup,
    onProgress: ({ step }: { step: string }) => step === 'download' && machine.interruption.abort(reason),
  };
  const error = await t.throwsAsync(wheelProvider(setup, pin).install());
  t.is(error, reason);
  t.deepEqual(await readdir(machine.cache), []);
});

test('an installation of another wheel or for another binding is not used', async (t) => {
  const machine = await fakeMachine(t);
  const pin = await withWheel(machine);
  await wheelProvider(machine.setup, pin).install();
  t.is((await wheelProvider(machine.setup, { ...pin, sha256: '0' }).inspect()).state, 'damaged');
  await writeFile(join(machine.setup.packageFolder, 'package.json'), JSON.stringify({ version: '5.0.0' }));
  t.is((await wheelProvider(machine.setup, pin).inspect()).state, 'damaged');
});

test('a folder without a manifest is replaced', async (t) => {
  const machine = await fakeMachine(t);
  const provider = wheelProvider(machine.setup, await withWheel(machine));
  await mkdir(provider.folder, { recursive: true });
  await writeFile(join(provider.folder, 'half'), '');
  t.is((await provider.inspect()).state, 'damaged');
  await provider.install();
  t.is((await provider.inspect()).state, 'ready');
});

test('a copied installation with other times is hashed once and then taken as it is', async (t) => {
  const machine = await fakeMachine(t);
  const provider = wheelProvider(machine.setup, await withWheel(machine));
  await provider.install();
  const library = join(provider.folder, 'lib/libtensorflow_cc.so.2');
  await utimes(library, 1000, 1000);
  t.is((await provider.inspect()).state, 'ready');
  const manifest = JSON.parse(await readFile(join(provider.folder, 'manifest.json'), 'utf8'));
  t.is(manifest.files['lib/libtensorflow_cc.so.2'].mtimeSeconds, 1000);
});

test('a library of the same size with other content is noticed', async (t) => {
  const machine = await fakeMachine(t);
  const provider = wheelProvider(machine.setup, await withWheel(machine));
  await provider.install();
  const library = join(provider.folder, 'lib/libtensorflow_cc.so.2');
  await writeFile(library, 'THE LIBRARY');
  await utimes(library, 1000, 1000);
  const state = await provider.inspect();
  t.regex(
    state.state === 'damaged' ? state.reason : '',
    /content of lib\/libtensorflow_cc\.so\.2 has changed/,
  );
});
