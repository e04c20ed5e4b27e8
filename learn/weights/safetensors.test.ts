import test from 'ava';
import fc from 'fast-check';
import type { NamedArrays } from './named-arrays.js';
import { decodeSafetensors, encodeSafetensors, SafetensorsError } from './safetensors.js';

const arbitraryArrays: fc.Arbitrary<NamedArrays> = fc
  .uniqueArray(fc.tuple(fc.string(), fc.array(fc.nat(3), { maxLength: 3 }), fc.noShrink(fc.nat())), {
    selector: ([name]) => name,
    maxLength: 5,
  })
  .map((entries) => {
    const named = entries.filter(([name]) => name !== '__metadata__');
    return new Map(
      named.map(([name, shape, first]) => {
        const length = shape.reduce((product, side) => product * side, 1);
        return [name, { shape, data: Float32Array.from({ length }, (_, i) => first + i / 3) }] as const;
      }),
    );
  });

const sample: NamedArrays = new Map([
  ['b', { shape: [2, 2], data: Float32Array.of(1, -2, 3.5, Number.NaN) }],
  ['a', { shape: [], data: Float32Array.of(0.1) }],
]);

/** A file with this header, as text, followed by so many bytes. */
function fileWith(header: string, dataBytes = 0, headerLength = header.length): Uint8Array {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(headerLength));
  return Buffer.concat([length, Buffer.from(header), Buffer.alloc(dataBytes)]);
}

function decodesOrExplains(file: Uint8Array): boolean {
  try {
    decodeSafetensors(file);
    return true;
  } catch (error) {
    return error instanceof SafetensorsError;
  }
}

test('arrays come back as they were written, whatever their names and shapes', (t) => {
  fc.assert(
    fc.property(arbitraryArrays, fc.nat(7), (arrays, shift) => {
      // At any place in memory, as a file read into a pooled buffer is.
      const encoded = encodeSafetensors(arrays);
      const moved = new Uint8Array(encoded.length + shift).subarray(shift);
      moved.set(encoded);
      t.deepEqual(new Map([...decodeSafetensors(moved)].sort()), new Map([...arrays].sort()));
    }),
  );
  t.pass();
});

test('the bytes do not depend on the order of the arrays, and the data begins at a multiple of 8', (t) => {
  const file = Buffer.from(encodeSafetensors(sample));
  t.deepEqual(file, Buffer.from(encodeSafetensors(new Map([...sample].reverse()))));
  const headerBytes = Number(file.readBigUInt64LE(0));
  t.is(headerBytes % 8, 0);
  t.is(
    file
      .subarray(8, 8 + headerBytes)
      .toString()
      .trimEnd(),
    '{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[2,2],"data_offsets":[4,20]}}',
  );
  t.is(file.readFloatLE(8 + headerBytes + 4), 1);
});

test('metadata of other writers is passed over', (t) => {
  const file = fileWith(
    '{"__metadata__":{"format":"pt"},"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
    4,
  );
  t.deepEqual([...decodeSafetensors(file).keys()], ['x']);
});

for (const [what, file, message] of [
  ['an empty file', new Uint8Array(), /too short/],
  ['a file cut inside its header', encodeSafetensors(sample).subarray(0, 30), /cut short/],
  ['a file cut inside its data', encodeSafetensors(sample).subarray(0, -1), /cut short inside b/],
  ['a file that goes on', Buffer.concat([encodeSafetensors(sample), Buffer.alloc(1)]), /goes on/],
  ['a header that claims exabytes', fileWith('{}', 0, Number.MAX_SAFE_INTEGER), /longer than the file/],
  ['a zip archive', Buffer.from('PK\u0003\u0004 and so on and so on'), /not safetensors/],
  ['a header that is no object', fileWith('[1,2]'), /not a JSON object/],
  ['a header that is not JSON', fileWith('{"a":'), /not JSON/],
  ['another number type', fileWith('{"x":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}', 4), /"BF16"/],
  [
    'a negative side',
    fileWith('{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}', 4),
    /no valid shape/,
  ],
  [
    'a shape of exabytes',
    fileWith('{"x":{"dtype":"F32","shape":[9e14,9e14],"data_offsets":[0,4]}}', 4),
    /does not fit/,
  ],
  [
    'offsets beyond the file',
    fileWith('{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', 4),
    /cut short inside x/,
  ],
  ['a gap between arrays', fileWith('{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}', 8), /gap/],
  [
    'arrays that share data',
    fileWith(
      '{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
      4,
    ),
    /overlaps/,
  ],
] as const) {
  test(`${what} is refused with a clear error`, (t) => {
    t.throws(() => decodeSafetensors(file), { instanceOf: SafetensorsError, message });
  });
}

test('random bytes are decoded or refused, never a crash', (t) => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), decodesOrExplains));
  fc.assert(fc.property(fc.json(), (json) => decodesOrExplains(fileWith(json, 8, Buffer.byteLength(json)))));
  t.pass();
});

test('a valid file with changed bytes is decoded or refused, never a crash', (t) => {
  const change = fc.record({ at: fc.nat(), to: fc.integer({ min: 0, max: 255 }) });
  fc.assert(
    fc.property(arbitraryArrays, fc.array(change, { minLength: 1, maxLength: 4 }), (arrays, changes) => {
      const file = encodeSafetensors(arrays);
      for (const { at, to } of changes) file[at % file.length] = to;
      return decodesOrExplains(file);
    }),
    { numRuns: 500 },
  );
  t.pass();
});
