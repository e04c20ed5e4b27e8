/*
 * The smallest files of all formats, each an image of 2 × 2 pixels of 8 bits that sum up to 100: deflated, in base64.
 */
export const formatSamples: Readonly<Record<string, string>> = {
  PNG: '6wzwc+flkuJiYGDg9fRwCWJgYGACYQ4GBgaG8LtBPxgYGDgLPCKLGRiYX4Aw49bqoGwGBgY+TxfHEI6ZyQ+EEidcZmBgeMOQKr4jphWkzdPVz2WdU0ITAA==',
  JPEG: '+3/j/20GZwZGCsH/AwzcHAxMDEyMjIIM/48wiDAwMqACLpCoALoow/9bDByMjAwM9gwS7//fBAA=',
  TIFF: 'Tc6xCoNADMbxf8477aiFVlAfoLg6d+h4s32g9vm6dyw+iuRIJQe5/AhfIDnPtMArvB/bM6qlQoAAiHMwn4DKnIDarNVJPDJnN784X8369ZZvgEFS8RcYzT9gcrs3d8/deXUZfcvyKVf8+w4=',
  NPY: 'm+wX6hsQychQxlCtnpJanFykbqWgXlNqqK6joJ6WX1RSlJgXn1+UkgoSd0vMKU7VUVAvzkgsSFW3UtAw0lEw0tRRqFUgG3BxichpAAA=',
  NPZ: 'C/BmZhFhYGDgYIABXwYGhhYGBgZWBgaGRL28gsrZb8RfSQucPBFwLGDtvElRc2KW5C1dEBectWLd4gXzpsWHBE2ZIT4/fsokLqFy7zOaflcDA/TPeeh4hG4PumBwKdDg0pXAFaEK0gWFnScyGRgCvBmZRBhw24gKwPYHeLOygTiMDIwMxgwMDAVgKQA=',
  MRC: 'Y2JgYGBiYGBgZMAETDjltjjBMCNUDTPD4AC+jgEKLi4Mo2AUjAIiAJeInAYA',
  DM3: 'zVNNS8NAEH3ZJMWmQlWyeJNeAv4LaZuLoFZs9b5Nl7qS7MZ8gN48iL/SHyPZZEsi0VvRvcwyb3be2zcMABtwPgBYFgC4FMfTNI1FxAqh5EyVcpMHQRAAGAEYoz5OE8lv8d3+dH2chCoqEy6LxfqJR8WVyAtNZflAfaEYXSZsy5eqzCLesFWQW8EUo7mKVTZZsXVs0CEAv6XH8NqtqHNWc7H1g6Hm2UkgRgIxUMgKVhvh43DOYrHOtBG5kTwMRcJlLpTsdrApBotMbIVs6R/U+t1lxGLezb9dULj3UhTGXbv5kXZ2P10pnOp/36DKZKdtk6NLD6rS1WvamcepfuPtPKhtIRRoVxHdoCfl3YoXHoc8LR7bYE3o3LCE98gmU8zwTwdFJBLsr3P/wLyqxPPPzn8Y0uDvhnR0LeTkgWcV7aR308d3/LkUGd80Vd1td83+4gs=',
  DM4: '3VXNSsNAEJ78VZsK/pCgJ+nBQB/AgwdR2gZBsLba6slLmix1JdnUNAF7EDx49+C7ePYJPHj2YaTpZpOWdA0epLiH7O7km9lvZj4YAJAhXitvACAIQJeiw2Z9OHSxbYXYJw0/Is6I/nMNwzDouUL3dZhd8txd/M39WfpSNNgyfTvyEAnb/Ttkh2d4FFJQi9EVNOZ5kBp1qJx61gB1/SiwEbXuZNgnUGXy0aHS9F0/qPasvpugnQy6THdtQc7zOUgL7mLytEiNGpRjnmlqyjvLQmSpiZ9Z49TFtEKLmh7T5mmw1rRc3A/i5tG+CTfZcpVN7CEywj6hpqOcF+GFGSUdSu0ADzDh1LE0raPStS0X8XFPxzooVwSHiar2MjhprtJMTcvLTAc57QXsc1yUxDUrATkOsToJ0RsPuVrdjmOprH8JzU7aQJ2VKTeCGD9WAKJ28ANyTTQMb3ngKXn53PIS4rUCJRPr0EgbKn5wxT3+SdwOV9wneeJ+/TsJFaoHAQ+Wm92syHluauKuaru1gsIu/S9hb7QwqV6jYJJKNTO1LvKm1mF2aq1fovsIB8ih3vzJpbA58w0=',
  'HDF5 and EMD':
    '6/RwcePlkuJiAAEODgYWBgEGZPAfCvbwo/Jh8glQmhFKd0DpFUwwcUawnARUXBBqPrq6kCBXV5Dq/2gAZo8BC4TmYBgFIxF4uDoGgOgIKB+WSk8woapLREuPHhTay8jADjGLEcbXgNBMEAGY9bhoZgYBsFYBuBGQFMzKwAHmMzFDDOJmUADzGeH2cIDJlNS0nMSSVAZo8mfggOYkZibmClaEVUww44Wg5oM4HwpYsikPAVQQ7Ofvwgh1HQgoMI+mTXIAqLxjxFLe8RDQt4EflY+e3hhHg3YUjIJRMApGwSgYBaNgWIGKuMdCEy8zMDCcYUgFAA==',
};

/** The same as an array of Zarr, version 2. */
export const zarrSample: Readonly<Record<string, Buffer>> = {
  '.zarray': Buffer.from(
    JSON.stringify({
      ...{
        zarr_format: 2,
        shape: [2, 2],
        chunks: [2, 2],
        dtype: '|u1',
        fill_value: 0,
        order: 'C',
        filters: null,
      },
      compressor: { id: 'blosc', cname: 'zstd', clevel: 5, shuffle: 1, blocksize: 0 },
    }),
  ),
  '0.0': Buffer.from('AgGTBAQAAAAEAAAAFAAAAAoUHig=', 'base64'),
};
