/** Zstd undone, natively or in script. @module */

import { DataError } from "../market/data_error.ts";
import type { ByteSource } from "./byte_source.ts";
import { throughDecoder } from "./node_decoder.ts";
import { Xxh64 } from "./xxh64.ts";

/** The first four bytes of a frame, little-endian. */
const ZSTD_MAGIC = 0xfd2fb528;

/** The first of sixteen magic numbers of frames that hold data of applications and are skipped. */
const SKIPPABLE_MAGIC = 0x184d2a50;

/** How many bytes {@linkcode isZstd} wants to see. */
export const ZSTD_MAGIC_BYTES = 4;
const RUN_LENGTH_BLOCK = 1;
const CHECKSUM_BYTES = 4;
const FINAL = true;

/** The most that one block can become: RFC 8878, 3.1.1.2.4. */
const LARGEST_BLOCK_BYTES = 1 << 17;

/** The most that a frame may have a decoder keep: what the native one takes if it is not told otherwise. */
const LARGEST_WINDOW_BYTES = 128 * 2 ** 20;

/** The streaming decoder of `fzstd`. */
type ScriptDecoder = new (ondata: (chunk: Uint8Array) => void) => {
  push(chunk: Uint8Array, final?: boolean): void;
};

/** Decodes the parts of one frame. */
interface FrameDecoder {
  readonly decode: (parts: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
  /** Whether it compares the frame's checksum itself. */
  readonly verifies: boolean;
}

/** Whether a file that begins so is of zstd: its first frame may be one that is skipped, as `pzstd` writes. */
export function isZstd(head: Uint8Array): boolean {
  return head.length >= ZSTD_MAGIC_BYTES && isMagic(readInteger(head.subarray(0, ZSTD_MAGIC_BYTES)));
}

function isMagic(number: number): boolean {
  return number === ZSTD_MAGIC || isSkippable(number);
}

function isSkippable(number: number): boolean {
  return (number & ~0xf) >>> 0 === SKIPPABLE_MAGIC;
}

/**
 * Undoes zstd, natively where Deno can.
 *
 * @throws {DataError} while it is read, if the data is broken or ends too early.
 */
export async function unzstd(source: ByteSource): Promise<AsyncIterable<Uint8Array>> {
  const zlib = await import("node:zlib");
  try {
    // Deno 2.5 has the constructor of node:zlib's decoder but not the decoder: calling it throws.
    zlib.createZstdDecompress().destroy();
  } catch {
    return unzstdInScript(source, (await import("fzstd")).Decompress);
  }
  return decodeFrames(source, {
    verifies: true,
    decode(parts) {
      // Room for a whole block, so that each takes one call: what fails in a second call, Deno 2.9 throws where
      // nothing can catch it.
      const decoder = zlib.createZstdDecompress({ chunkSize: 2 * LARGEST_BLOCK_BYTES });
      return throughDecoder(parts, decoder);
    },
  });
}

/**
 * Plain-script zstd, for a Deno without the native one, such as the executable's.
 *
 * @throws {DataError} as {@linkcode unzstd} does.
 */
export function unzstdInScript(source: ByteSource, Decompress: ScriptDecoder): AsyncIterable<Uint8Array> {
  return decodeFrames(source, {
    verifies: false,
    async *decode(parts) {
      const ready: Uint8Array[] = [];
      const decoder = new Decompress((chunk) => ready.push(chunk));
      for await (const part of parts) {
        decoder.push(part);
        yield* ready.splice(0);
      }
      decoder.push(new Uint8Array(0), FINAL);
      yield* ready.splice(0);
    },
  });
}

/**
 * Decodes frame after frame: `node:zlib` stops at the end of the first, and neither it nor `fzstd` tells a
 * file that was cut off between two blocks from a whole one.
 */
async function* decodeFrames(source: ByteSource, decoder: FrameDecoder): AsyncGenerator<Uint8Array> {
  const input = new ExactReader(source);
  try {
    while (await input.hasMore()) {
      const magic = await input.take(ZSTD_MAGIC_BYTES);
      const number = readInteger(magic);
      if (number === ZSTD_MAGIC) {
        yield* decodeFrame(input, magic, decoder);
      } else if (isSkippable(number)) {
        await input.skip(readInteger(await input.take(4)));
      } else {
        throw new DataError("what follows a frame is none");
      }
    }
  } catch (error) {
    throw new DataError(`broken zstd data (${error instanceof Error ? error.message : String(error)})`, {}, {
      cause: error,
    });
  }
}

async function* decodeFrame(
  input: ExactReader,
  magic: Uint8Array,
  { decode, verifies }: FrameDecoder,
): AsyncGenerator<Uint8Array> {
  const header = await readHeader(input, magic);
  const hash = header.hasChecksum && !verifies ? new Xxh64() : undefined;
  let stored = 0;
  let size = 0;
  for await (const chunk of decode(partsOf(input, header, (checksum) => stored = readInteger(checksum)))) {
    size += chunk.length;
    hash?.update(chunk);
    yield chunk;
  }
  if (header.contentSize !== undefined && size !== header.contentSize) {
    throw new DataError(`${size} bytes where the frame says ${header.contentSize}`);
  }
  if (hash !== undefined && hash.low32() !== stored) throw new DataError("the checksum does not match");
}

interface FrameHeader {
  readonly bytes: Uint8Array;
  readonly contentSize: number | undefined;
  readonly hasChecksum: boolean;
}

// RFC 8878, 3.1.1.1.
async function readHeader(input: ExactReader, magic: Uint8Array): Promise<FrameHeader> {
  const descriptor = await input.take(1);
  const flags = descriptor[0]!;
  const singleSegment = (flags & 32) !== 0;
  const windowBytes = singleSegment ? 0 : 1;
  const dictionaryBytes = [0, 1, 2, 4][flags & 3]!;
  const sizeBytes = [singleSegment ? 1 : 0, 2, 4, 8][flags >> 6]!;
  const rest = await input.take(windowBytes + dictionaryBytes + sizeBytes);
  const size = readInteger(rest.subarray(windowBytes + dictionaryBytes)) + (sizeBytes === 2 ? 256 : 0);
  checkWindow(singleSegment ? size : windowOf(rest[0]!));
  return {
    bytes: concatenate([magic, descriptor, rest]),
    contentSize: sizeBytes === 0 ? undefined : size,
    hasChecksum: (flags & 4) !== 0,
  };
}

// RFC 8878, 3.1.1.1.2: the power of two in the upper five bits, eighths of it in the lower three.
function windowOf(descriptor: number): number {
  return 2 ** (10 + (descriptor >> 3)) * (1 + (descriptor & 7) / 8);
}

/** Before a decoder allocates it. */
function checkWindow(bytes: number): void {
  if (bytes <= LARGEST_WINDOW_BYTES) return;
  const inMiB = (count: number): string => `${Math.ceil(count / 2 ** 20)} MiB`;
  throw new DataError(`a window of ${inMiB(bytes)}; at most ${inMiB(LARGEST_WINDOW_BYTES)} are read`);
}

/** The frame's header, each of its blocks, its checksum, of which `onChecksum` is told too. */
async function* partsOf(
  input: ExactReader,
  header: FrameHeader,
  onChecksum: (checksum: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  yield header.bytes;
  let isLast = false;
  while (!isLast) {
    const blockHeader = await input.take(3);
    const bits = readInteger(blockHeader);
    isLast = (bits & 1) !== 0;
    const size = bits >> 3;
    if (size > LARGEST_BLOCK_BYTES) throw new DataError(`a block of ${size} bytes`);
    const block = await input.take(((bits >> 1) & 3) === RUN_LENGTH_BLOCK ? 1 : size);
    yield concatenate([blockHeader, block]);
  }
  if (!header.hasChecksum) return;
  const checksum = await input.take(CHECKSUM_BYTES);
  onChecksum(checksum);
  yield checksum;
}

/** Little-endian. */
function readInteger(bytes: Uint8Array): number {
  return bytes.reduceRight((number, byte) => number * 256 + byte, 0);
}

function concatenate(parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Hands out exactly as many bytes as are asked for. */
class ExactReader {
  #source: ByteSource;
  #buffer = new Uint8Array(1 << 16);
  #from = 0;
  #to = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  async hasMore(): Promise<boolean> {
    return this.#from < this.#to || await this.#fill();
  }

  async take(length: number): Promise<Uint8Array> {
    const taken = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const part = await this.#next(length - filled);
      taken.set(part, filled);
      filled += part.length;
    }
    return taken;
  }

  async skip(length: number): Promise<void> {
    for (let left = length; left > 0;) left -= (await this.#next(left)).length;
  }

  /** At least one byte and at most so many, good until the next call. */
  async #next(length: number): Promise<Uint8Array> {
    if (!await this.hasMore()) throw new DataError("unexpected end");
    const part = this.#buffer.subarray(this.#from, Math.min(this.#to, this.#from + length));
    this.#from += part.length;
    return part;
  }

  async #fill(): Promise<boolean> {
    const count = await this.#source.read(this.#buffer);
    this.#from = 0;
    this.#to = count ?? 0;
    return count !== null;
  }
}
