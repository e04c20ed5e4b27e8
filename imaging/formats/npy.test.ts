import test from 'ava';
import fc from 'fast-check';
import { npyHeader, parseNpyHeader } from './npy.js';
import { decodeNpy, encodeNpy } from './npy.test-helper.js';

test('a header is the one that NumPy writes, with the elements at a multiple of 64 bytes', (t) => {
  const header = npyHeader('uint8', [3, 4, 5]);
  t.is(header.length % 64, 0);
  t.is(header.toString('latin1', 0, 8), '\x93NUMPY\x01\x00');
  t.is(header.readUInt16LE(8), header.length - 10);
  t.is(
    header.toString('latin1', 10),
    `${"{'descr': '|u1', 'fortran_order': False, 'shape': (3, 4, 5), }".padEnd(header.length - 11)}\n`,
  );
  t.true(npyHeader('float32', [7]).includes("'descr': '<f4', 'fortran_order': False, 'shape': (7,), }"));
});

test('what is encoded is decoded again, whatever its shape and wherever it lies in memory', (t) => {
  const elements = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.uint16Array({ maxLength: 60 }),
    fc.float32Array({ maxLength: 60 }),
  );
  fc.assert(
    fc.property(elements, fc.integer({ min: 0, max: 3 }), (array, shift) => {
      const file = encodeNpy(array, [array.length, 1]);
      const moved = new Uint8Array(file.length + shift).subarray(shift);
      moved.set(file);
      const decoded = decodeNpy(moved);
      t.deepEqual(decoded.shape, [array.length, 1]);
      t.deepEqual(Array.from(decoded.elements), Array.from(array));
    }),
  );
});

test('a file whose length is not the promised one is refused', (t) => {
  const file = encodeNpy(Uint16Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
  for (let length = 0; length < file.length; length++) t.throws(() => decodeNpy(file.subarray(0, length)));
  t.throws(() => decodeNpy(Buffer.concat([file, Buffer.of(0)])), { message: /promises 140 bytes/ });
});

const headerOf = (dictionary: string) => {
  const length = Buffer.alloc(2);
  length.writeUInt16LE(dictionary.length);
  return Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
    length,
    Buffer.from(dictionary, 'latin1'),
  ]);
};
const refused = [
  ["{'descr': '<f8', 'fortran_order': False, 'shape': (0,), }\n", /type "<f8"/],
  ["{'descr': '>u2', 'fortran_order': False, 'shape': (0,), }\n", /type ">u2"/],
  ["{'descr': '|O', 'fortran_order': False, 'shape': (0,), }\n", /type "\|O"/],
  ["{'descr': '|u1', 'fortran_order': True, 'shape': (0,), }\n", /Fortran/],
  ["{'descr': '|u1', 'fortran_order': False, 'shape': (-1,), }\n", /cannot be read/],
  ["{'descr': '|u1', 'fortran_order': False, 'shape': (1 2,), }\n", /shape/],
  ["{'descr': '|u1', 'fortran_order': False, 'shape': (9999999999, 9999999999), }\n", /promises/],
  ["{'descr': '|u1', 'fortran_order': False, 'shape': (0,), 'extra': 1}\n", /cannot be read/],
  ['__import__("os")\n', /cannot be read/],
] as const;
for (const [dictionary, message] of refused) {
  test(`the header ${dictionary.trim()} is refused`, (t) => {
    t.throws(() => decodeNpy(headerOf(dictionary)), { message });
  });
}

test('no bytes make the reader return an array that is not in them', (t) => {
  const file = encodeNpy(Float32Array.of(1, 2, 3), [3]);
  const flips = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
  const damaged = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    flips.map((changes) => {
      const copy = Uint8Array.from(file);
      for (const [at, value] of changes) copy[at] = value;
      return copy;
    }),
  );
  fc.assert(
    fc.property(damaged, (bytes) => {
      try {
        const layout = parseNpyHeader(bytes, bytes.length);
        const { elements } = decodeNpy(bytes);
        t.is(elements.byteLength, bytes.length - layout.dataOffset);
        t.is(
          elements.length,
          layout.shape.reduce((a, b) => a * b, 1),
        );
      } catch (error) {
        t.true(error instanceof Error && !(error instanceof RangeError));
      }
    }),
    { numRuns: 2000 },
  );
});
