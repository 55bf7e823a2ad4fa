/** Files opened as bytes, decompressed. @module */

import { DataError } from "../market/data_error.ts";
import { type ByteSource, IteratorSource, peek, type RandomAccess, startsWith } from "./byte_source.ts";
import { throughDecoder } from "./node_decoder.ts";
import { isZstd, unzstd, ZSTD_MAGIC_BYTES } from "./zstd.ts";

const GZIP_MAGIC = [0x1f, 0x8b];

/**
 * Opens a file, or standard input for `-`, and undoes gzip or zstd, which are known by their first
 * bytes and not by the file's name.
 *
 * @throws {Deno.errors.NotFound} and its kin, if the file cannot be opened.
 */
export async function openBytes(path: string): Promise<ByteSource> {
  const file = path === "-" ? Deno.stdin : await Deno.open(path, { read: true });
  try {
    return await decompressed(new FileSource(file, await anywhereIn(file)));
  } catch (error) {
    if (file !== Deno.stdin) file.close();
    throw error;
  }
}

/** Undoes gzip or zstd, where the bytes begin so. */
export async function decompressed(bytes: ByteSource): Promise<ByteSource> {
  const { head, source } = await peek(bytes, ZSTD_MAGIC_BYTES);
  if (startsWith(head, GZIP_MAGIC)) return new IteratorSource(gunzip(source), source);
  if (isZstd(head)) return new IteratorSource(await unzstd(source), source);
  return source;
}

type OpenFile = Pick<Deno.FsFile, "read" | "readSync" | "close">;

/** Any part of a file, if it is a regular one. */
async function anywhereIn(file: typeof Deno.stdin | Deno.FsFile): Promise<RandomAccess | undefined> {
  if (!("stat" in file)) return undefined;
  const { isFile, size } = await file.stat();
  return isFile ? { byteLength: size, slice: (start, end = size) => sliceOf(file, start, end) } : undefined;
}

function sliceOf(file: Deno.FsFile, start: number, end: number): ArrayBuffer {
  const bytes = new Uint8Array(Math.max(0, end - start));
  file.seekSync(start, Deno.SeekMode.Start);
  for (let filled = 0; filled < bytes.length;) {
    const count = file.readSync(bytes.subarray(filled));
    if (count === null) throw new DataError("ends before its time: it was cut off while it was read");
    filled += count;
  }
  return bytes.buffer;
}

/** The bytes of an open file. */
class FileSource implements ByteSource {
  readonly anywhere: RandomAccess | undefined;
  #file: OpenFile;
  #open = true;

  constructor(file: OpenFile, anywhere: RandomAccess | undefined) {
    this.#file = file;
    this.anywhere = anywhere;
  }

  async read(into: Uint8Array): Promise<number | null> {
    // Reading a regular file takes no long: doing so in this thread saves a copy and a switch of threads.
    return this.anywhere ? this.#file.readSync(into) : await this.#file.read(into);
  }

  close(): void {
    if (this.#open && this.#file !== Deno.stdin) this.#file.close();
    this.#open = false;
  }
}

const COMPRESSED_CHUNK_BYTES = 1 << 16;
const DECOMPRESSED_CHUNK_BYTES = 1 << 18;

/** The bytes of a source as chunks. */
export async function* chunksOf(source: ByteSource): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  while (true) {
    const chunk = new Uint8Array(COMPRESSED_CHUNK_BYTES);
    const count = await source.read(chunk);
    if (count === null) return;
    yield chunk.subarray(0, count);
  }
}

async function* gunzip(source: ByteSource): AsyncGenerator<Uint8Array> {
  // Loaded by those who need it: it takes 8 MB.
  const zlib = await import("node:zlib");
  try {
    // DecompressionStream refuses a file of several members, which is what concatenation makes.
    yield* throughDecoder(chunksOf(source), zlib.createGunzip({ chunkSize: DECOMPRESSED_CHUNK_BYTES }));
  } catch (error) {
    throw new DataError(`broken gzip data (${messageOf(error)})`, {}, { cause: error });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
