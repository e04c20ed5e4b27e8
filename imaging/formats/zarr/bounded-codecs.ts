import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { registry } from 'zarrita';

type Loader = typeof registry extends Map<string, infer L> ? L : never;
type CodecEntry = Awaited<ReturnType<Loader>>;
type ChunkKind = Parameters<CodecEntry['fromConfig']>[1];

/** What other codecs of the same chunk, such as checksums, may add to its bytes. */
const slackBytes = 2 ** 16;

const bytesPerElement: Readonly<Record<string, number>> = {
  bool: 1,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  float16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  int64: 8,
  uint64: 8,
  float64: 8,
};

/** Bytes of a chunk, uncompressed. */
export function chunkBytes(dataType: string, shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, bytesPerElement[dataType] ?? 8);
}

let bounded = false;

/**
 * Has zarrita's codecs refuse chunks that claim to become larger than they should, before memory is taken for them: a few
 * bytes can claim gigabytes.
 */
export function boundCodecs(): void {
  if (bounded) return;
  bounded = true;
  for (const prefix of ['', 'numcodecs.']) {
    bound(`${prefix}blosc`, claimOfBlosc);
    bound(`${prefix}lz4`, claimOfLz4);
    bound(`${prefix}zstd`, claimOfZstd);
    replace(`${prefix}gzip`, promisify(gunzip));
    replace(`${prefix}zlib`, promisify(inflate));
  }
}

/** Checks what `claim` reads from compressed bytes before a codec sees them. */
function bound(name: string, claim: (bytes: DataView) => number): void {
  const load = registry.get(name)!;
  registry.set(name, async () => {
    const { fromConfig } = await load().then((entry) => ({ fromConfig: entry.fromConfig.bind(entry) }));
    return {
      fromConfig(config: unknown, kind: ChunkKind) {
        const codec = fromConfig(config, kind);
        const decode = codec.decode.bind(codec);
        return Object.assign(codec, {
          decode(bytes: Uint8Array) {
            if (claim(new DataView(bytes.buffer, bytes.byteOffset, bytes.length)) > limitOf(kind))
              throw tooLarge();
            return decode(bytes);
          },
        });
      },
    };
  });
}

type Decompress = (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Uint8Array>;

/** Node.js's own decompression takes a limit, and is faster than that of web streams. */
function replace(name: string, decompress: Decompress): void {
  registry.set(name, async () => ({
    fromConfig: (_config: unknown, kind: ChunkKind) => ({
      kind: 'bytes_to_bytes' as const,
      encode() {
        throw new Error(`bug: ${name} is not written`);
      },
      decode: (bytes: Uint8Array) => decompress(bytes, { maxOutputLength: limitOf(kind) }),
    }),
  }));
}

function limitOf({ dataType, shape }: ChunkKind): number {
  return chunkBytes(dataType, shape) + slackBytes;
}

function tooLarge(): Error {
  return new Error('it would become larger than a chunk');
}

/*
 * How many bytes compressed ones become, by their headers. Infinity where these are no such bytes.
 */

/** Version, codec's version, flags, element size, then three sizes: of the result, of blocks, and of the whole itself. */
function claimOfBlosc(bytes: DataView): number {
  const isWhole = bytes.byteLength >= 16 && bytes.getUint32(12, true) === bytes.byteLength;
  return isWhole ? bytes.getUint32(4, true) : Number.POSITIVE_INFINITY;
}

/** The size of the result, as numcodecs writes it before an LZ4 block. */
function claimOfLz4(bytes: DataView): number {
  return bytes.byteLength >= 4 ? bytes.getUint32(0, true) : Number.POSITIVE_INFINITY;
}

/** RFC 8878, section 3.1.1.1. Not every frame says it; then the codec finds out. */
function claimOfZstd(bytes: DataView): number {
  if (bytes.byteLength < 18 || bytes.getUint32(0, true) !== 0xfd2fb528) return claimOfShortZstd(bytes);
  const descriptor = bytes.getUint8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const at = 5 + (isSingleSegment ? 0 : 1) + [0, 1, 2, 4][descriptor & 3]!;
  switch (descriptor >> 6) {
    case 0:
      return isSingleSegment ? bytes.getUint8(at) : 0;
    case 1:
      return bytes.getUint16(at, true) + 256;
    case 2:
      return bytes.getUint32(at, true);
    default:
      return Number(bytes.getBigUint64(at, true));
  }
}

/** Shorter than the longest header. */
function claimOfShortZstd(bytes: DataView): number {
  const padded = new Uint8Array(18);
  padded.set(new Uint8Array(bytes.buffer, bytes.byteOffset, Math.min(18, bytes.byteLength)));
  const isZstd = bytes.byteLength >= 5 && new DataView(padded.buffer).getUint32(0, true) === 0xfd2fb528;
  return isZstd ? claimOfZstd(new DataView(padded.buffer)) : Number.POSITIVE_INFINITY;
}
