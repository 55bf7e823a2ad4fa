import { Readable } from "node:stream";
import * as zlib from "node:zlib";

/**
 * Bytes to be pulled into a buffer of the reader's own.
 */
export interface ByteSource {
  /** Bytes in all, where that is known beforehand. */
  readonly totalBytes?: number | undefined;
  /** Fills part of `into`; resolves to the number of bytes, or `null` at the end. */
  read(into: Uint8Array): Promise<number | null>;
  /** Frees what the source holds; may be called more than once. */
  close(): void;
}

const GZIP_MAGIC = [0x1f, 0x8b];
const ZSTD_MAGIC = [0x28, 0xb5, 0x2f, 0xfd];

/**
 * Opens a file, or standard input for `-`, and undoes gzip or zstd, which are known by their first
 * bytes and not by the file's name.
 *
 * @throws {Deno.errors.NotFound} and its kin, if the file cannot be opened.
 */
export async function openBytes(path: string): Promise<ByteSource> {
  const file = path === "-" ? Deno.stdin : await Deno.open(path, { read: true });
  try {
    const head = await readHead(file, ZSTD_MAGIC.length);
    const plain = new PlainSource(file, head, await sizeOf(file));
    if (startsWith(head, GZIP_MAGIC)) return new IteratorSource(gunzip(plain), plain);
    if (startsWith(head, ZSTD_MAGIC)) return new IteratorSource(await unzstd(plain), plain);
    return plain;
  } catch (error) {
    if (file !== Deno.stdin) file.close();
    throw error;
  }
}

/** A source of bytes that are in memory already. */
export function bytesInMemory(bytes: Uint8Array): ByteSource {
  return new IteratorSource((async function* () {
    yield await Promise.resolve(bytes);
  })());
}

async function sizeOf(file: typeof Deno.stdin | Deno.FsFile): Promise<number | undefined> {
  if (!("stat" in file)) return undefined;
  const { isFile, size } = await file.stat();
  return isFile ? size : undefined;
}

type OpenFile = Pick<Deno.FsFile, "read" | "close">;

async function readHead(file: OpenFile, length: number): Promise<Uint8Array> {
  const head = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const count = await file.read(head.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return head.subarray(0, filled);
}

function startsWith(head: Uint8Array, magic: number[]): boolean {
  return magic.every((byte, i) => head[i] === byte);
}

/** The file itself, its first bytes given back. */
class PlainSource implements ByteSource {
  readonly totalBytes: number | undefined;
  #file: OpenFile;
  #head: Uint8Array;
  #open = true;

  constructor(file: OpenFile, head: Uint8Array, totalBytes: number | undefined) {
    this.totalBytes = totalBytes;
    this.#file = file;
    this.#head = head;
  }

  read(into: Uint8Array): Promise<number | null> {
    if (this.#head.length === 0) return this.#file.read(into);
    const count = Math.min(into.length, this.#head.length);
    into.set(this.#head.subarray(0, count));
    this.#head = this.#head.subarray(count);
    return Promise.resolve(count);
  }

  close(): void {
    if (this.#open && this.#file !== Deno.stdin) this.#file.close();
    this.#open = false;
  }
}

/** Chunks of any size, handed out as the reader asks. */
class IteratorSource implements ByteSource {
  #chunks: AsyncIterator<Uint8Array>;
  #inner: ByteSource | undefined;
  #chunk = new Uint8Array(0);

  constructor(chunks: AsyncIterable<Uint8Array>, inner?: ByteSource) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#inner = inner;
  }

  async read(into: Uint8Array): Promise<number | null> {
    while (this.#chunk.length === 0) {
      const next = await this.#chunks.next();
      if (next.done) return null;
      this.#chunk = next.value as Uint8Array<ArrayBuffer>;
    }
    const count = Math.min(into.length, this.#chunk.length);
    into.set(this.#chunk.subarray(0, count));
    this.#chunk = this.#chunk.subarray(count);
    return count;
  }

  close(): void {
    this.#inner?.close();
  }
}

const COMPRESSED_CHUNK_BYTES = 1 << 16;

async function* chunksOf(source: ByteSource): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  while (true) {
    const chunk = new Uint8Array(COMPRESSED_CHUNK_BYTES);
    const count = await source.read(chunk);
    if (count === null) return;
    yield chunk.subarray(0, count);
  }
}

async function* gunzip(source: ByteSource): AsyncGenerator<Uint8Array> {
  const stream = ReadableStream.from(chunksOf(source)).pipeThrough(new DecompressionStream("gzip"));
  try {
    yield* stream;
  } catch (error) {
    throw new SyntaxError(`broken gzip data (${messageOf(error)})`);
  }
}

// Deno 2.5 has the constructor of node:zlib's decoder but not the decoder: calling it throws.
async function unzstd(source: ByteSource): Promise<AsyncIterable<Uint8Array>> {
  let decoder: zlib.ZstdDecompress;
  try {
    decoder = zlib.createZstdDecompress();
  } catch {
    return unzstdInScript(source, (await import("fzstd")).Decompress);
  }
  return unzstdNatively(source, decoder);
}

async function* unzstdNatively(source: ByteSource, decoder: zlib.ZstdDecompress): AsyncGenerator<Uint8Array> {
  const compressed = Readable.from(chunksOf(source));
  compressed.on("error", (error) => decoder.destroy(error));
  try {
    yield* compressed.pipe(decoder);
  } catch (error) {
    throw new SyntaxError(`broken zstd data (${messageOf(error)})`);
  }
}

/** The streaming decoder of `fzstd`. */
type ScriptDecoder = new (ondata: (chunk: Uint8Array) => void) => {
  push(chunk: Uint8Array, final?: boolean): void;
};

/** Plain-script zstd, for a Deno without the native one. */
export async function* unzstdInScript(
  source: ByteSource,
  Decompress: ScriptDecoder,
): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  const decoder = new Decompress((chunk) => ready.push(chunk));
  const push = (chunk: Uint8Array, final: boolean): Uint8Array[] => {
    try {
      decoder.push(chunk, final);
    } catch (error) {
      throw new SyntaxError(`broken zstd data (${messageOf(error)})`);
    }
    const chunks = ready;
    ready = [];
    return chunks;
  };
  for await (const chunk of chunksOf(source)) yield* push(chunk, false);
  yield* push(new Uint8Array(0), true);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
