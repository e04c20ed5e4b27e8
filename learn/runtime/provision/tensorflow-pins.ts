/** A wheel on the Python package index, pinned to the byte. */
export interface WheelPin {
  /** Name of the package on the index. */
  readonly distribution: string;
  readonly version: string;
  /** Platform tag of the wheel; its number is the oldest glibc that it runs on. */
  readonly platformTag: string;
  readonly sha256: string;
  readonly wheelBytes: number;
  /** Size of the parts that are unpacked: headers and shared libraries. */
  readonly unpackedBytes: number;
}

/** One wheel of the official TensorFlow package. */
export interface TensorflowPin extends WheelPin {
  readonly variant: 'cpu' | 'gpu';
  readonly arch: 'x64' | 'arm64';
}

export const tensorflowVersion = '2.21.0';

/** The oldest glibc that the wheels run on (manylinux_2_27). */
export const oldestGlibc = { major: 2, minor: 27 } as const;

/** Only the C library of a wheel is used, so one Python version's wheel serves whichever Python is installed. */
export const wheelPython = { version: '3.11', abi: 'cp311' } as const;

export const tensorflowPins: readonly TensorflowPin[] = [
  {
    distribution: 'tensorflow-cpu',
    version: tensorflowVersion,
    variant: 'cpu',
    arch: 'x64',
    platformTag: 'manylinux_2_27_x86_64',
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
    wheelBytes: 273_829_956,
    unpackedBytes: 1_121_270_429,
  },
  {
    distribution: 'tensorflow',
    version: tensorflowVersion,
    variant: 'gpu',
    arch: 'x64',
    platformTag: 'manylinux_2_27_x86_64',
    sha256: '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
    wheelBytes: 572_440_367,
    unpackedBytes: 1_658_338_816,
  },
  {
    distribution: 'tensorflow',
    version: tensorflowVersion,
    variant: 'cpu',
    arch: 'arm64',
    platformTag: 'manylinux_2_27_aarch64',
    sha256: '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
    wheelBytes: 282_000_000,
    unpackedBytes: 1_150_000_000,
  },
];

/** Name of the folder that holds an installation: `tensorflow-2.21.0-cpu`. */
export function pinFolderName(pin: TensorflowPin): string {
  const arch = pin.arch === 'x64' ? '' : `-${pin.arch}`;
  return `tensorflow-${pin.version}-${pin.variant}${arch}`;
}

/** Disk space needed while setting up: the wheel and what is unpacked from it lie side by side for a while. */
export function neededBytes(pin: TensorflowPin): number {
  const objectFilesBytes = 50_000_000;
  return pin.wheelBytes + pin.unpackedBytes + objectFilesBytes;
}
