import test from 'ava';
import { chooseProvider } from './choose-provider.js';
import type { MachineFacts } from './machine-facts.js';
import { pinFolderName, tensorflowPins } from './tensorflow-pins.js';

const linux: MachineFacts = {
  platform: 'linux',
  arch: 'x64',
  glibc: '2.36',
  nvidiaDriver: undefined,
  requested: undefined,
  requestedCuda: undefined,
};

/** The choice in one word, and why. */
function choose(facts: Partial<MachineFacts>): [string, string] {
  const choice = chooseProvider({ ...linux, ...facts }, tensorflowPins);
  if (choice.provider === 'none')
    return [choice.problem.kind, `${choice.problem.message}. ${choice.problem.hint}`];
  return [choice.provider === 'wheel' ? pinFolderName(choice.pin) : choice.provider, choice.reason];
}

test('Linux without an NVIDIA driver gets the CPU wheel', (t) => {
  t.deepEqual(choose({}), ['tensorflow-2.21.0-cpu', 'no NVIDIA driver found']);
});

test('Linux with an NVIDIA driver gets the GPU wheel', (t) => {
  t.deepEqual(choose({ nvidiaDriver: '550.54' }), ['tensorflow-2.21.0-gpu', 'NVIDIA driver 550.54 found']);
});

test('MICROGRAPH_TENSORFLOW overrides what is found', (t) => {
  t.deepEqual(choose({ nvidiaDriver: '550.54', requested: 'cpu' }), [
    'tensorflow-2.21.0-cpu',
    'MICROGRAPH_TENSORFLOW is cpu',
  ]);
  t.is(choose({ requested: 'gpu' })[0], 'tensorflow-2.21.0-gpu');
});

test('CUDA comes with TensorFlow where there is a driver, unless MICROGRAPH_CUDA says otherwise', (t) => {
  const cuda = (facts: Partial<MachineFacts>) => {
    const choice = chooseProvider({ ...linux, ...facts }, tensorflowPins);
    return choice.provider === 'wheel' && choice.cuda;
  };
  t.false(cuda({}));
  t.true(cuda({ nvidiaDriver: '550.54' }));
  t.false(cuda({ nvidiaDriver: '550.54', requestedCuda: 'system' }));
  t.false(cuda({ requested: 'gpu' }));
  t.true(cuda({ requested: 'gpu', requestedCuda: 'wheels' }));
  t.false(cuda({ requested: 'cpu', requestedCuda: 'wheels' }));
  const [kind, text] = choose({ requestedCuda: 'yes' });
  t.is(kind, 'bad-setting');
  t.regex(text, /"yes".*wheels or system/);
});

test('an unknown value of MICROGRAPH_TENSORFLOW is an error that shows it', (t) => {
  const [kind, text] = choose({ requested: 'tpu' });
  t.is(kind, 'bad-setting');
  t.regex(text, /"tpu".*cpu or gpu/);
});

test('64-bit Arm gets its own wheel, with and without an NVIDIA driver', (t) => {
  t.is(choose({ arch: 'arm64' })[0], 'tensorflow-2.21.0-cpu-arm64');
  t.is(choose({ arch: 'arm64', nvidiaDriver: '550.54' })[0], 'tensorflow-2.21.0-cpu-arm64');
});

test('asking for a GPU wheel where there is none is an error', (t) => {
  t.is(choose({ arch: 'arm64', requested: 'gpu' })[0], 'unsupported-platform');
});

test('the wheels need glibc 2.27; other machines fall back to the package, and are told why', (t) => {
  t.is(choose({ glibc: '2.27' })[0], 'tensorflow-2.21.0-cpu');
  t.is(choose({ glibc: '3.0' })[0], 'tensorflow-2.21.0-cpu');
  const [old, oldReason] = choose({ glibc: '2.17' });
  t.is(old, 'package-installer');
  t.regex(oldReason, /need glibc 2\.27 or newer and this machine has glibc 2\.17/);
  t.is(choose({ glibc: undefined })[0], 'package-installer');
});

test('macOS and rare processors fall back to the package', (t) => {
  t.is(choose({ platform: 'darwin', arch: 'arm64', glibc: undefined })[0], 'package-installer');
  t.is(choose({ arch: 'riscv64' })[0], 'package-installer');
});

test('Windows is sent to WSL', (t) => {
  const [kind, text] = choose({ platform: 'win32', glibc: undefined });
  t.is(kind, 'unsupported-platform');
  t.regex(text, /WSL/);
});
