import type { WheelPin } from './tensorflow-pins.js';

/**
 * The CUDA libraries that the GPU wheel asks for: its metadata's extra `and-cuda` names these packages with a range of
 * versions each; these are the newest in the ranges, at the time of writing, as pip would choose them.
 */
export const cudaPins: readonly WheelPin[] = [
  {
    distribution: 'nvidia-cublas-cu12',
    version: '12.9.3.13',
    platformTag: 'manylinux_2_27_x86_64',
    sha256: 'd7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72',
    wheelBytes: 581_217_458,
    unpackedBytes: 855_064_416,
  },
  {
    distribution: 'nvidia-cuda-cupti-cu12',
    version: '12.9.79',
    platformTag: 'manylinux_2_25_x86_64',
    sha256: '096bcf334f13e1984ba36685ad4c1d6347db214de03dbb6eebb237b41d9d934f',
    wheelBytes: 10_814_997,
    unpackedBytes: 43_365_768,
  },
  {
    distribution: 'nvidia-cuda-nvcc-cu12',
    version: '12.9.86',
    platformTag: 'manylinux2010_x86_64',
    sha256: '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0',
    wheelBytes: 40_546_229,
    unpackedBytes: 98_010_465,
  },
  {
    distribution: 'nvidia-cuda-nvrtc-cu12',
    version: '12.9.86',
    platformTag: 'manylinux2010_x86_64',
    sha256: '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4',
    wheelBytes: 89_568_129,
    unpackedBytes: 227_340_992,
  },
  {
    distribution: 'nvidia-cuda-runtime-cu12',
    version: '12.9.79',
    platformTag: 'manylinux2014_x86_64',
    sha256: '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3',
    wheelBytes: 3_493_179,
    unpackedBytes: 5_342_176,
  },
  {
    distribution: 'nvidia-cudnn-cu12',
    version: '9.28.0.42',
    platformTag: 'manylinux_2_27_x86_64',
    sha256: '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375',
    wheelBytes: 716_538_495,
    unpackedBytes: 1_162_393_472,
  },
  {
    distribution: 'nvidia-cufft-cu12',
    version: '11.4.1.4',
    platformTag: 'manylinux2014_x86_64',
    sha256: 'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28',
    wheelBytes: 200_877_592,
    unpackedBytes: 293_609_416,
  },
  {
    distribution: 'nvidia-curand-cu12',
    version: '10.3.10.19',
    platformTag: 'manylinux_2_27_x86_64',
    sha256: '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e',
    wheelBytes: 68_295_626,
    unpackedBytes: 166_965_432,
  },
  {
    distribution: 'nvidia-cusolver-cu12',
    version: '11.7.5.82',
    platformTag: 'manylinux_2_27_x86_64',
    sha256: '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88',
    wheelBytes: 338_117_415,
    unpackedBytes: 494_975_064,
  },
  {
    distribution: 'nvidia-cusparse-cu12',
    version: '12.5.10.65',
    platformTag: 'manylinux2014_x86_64',
    sha256: '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78',
    wheelBytes: 366_465_088,
    unpackedBytes: 486_556_368,
  },
  {
    distribution: 'nvidia-nccl-cu12',
    version: '2.32.3',
    platformTag: 'manylinux_2_27_x86_64',
    sha256: 'bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c',
    wheelBytes: 351_526_311,
    unpackedBytes: 489_653_380,
  },
  {
    distribution: 'nvidia-nvjitlink-cu12',
    version: '12.9.86',
    platformTag: 'manylinux2010_x86_64',
    sha256: 'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9',
    wheelBytes: 39_748_338,
    unpackedBytes: 95_935_344,
  },
];
