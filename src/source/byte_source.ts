/** Bytes as a reader pulls them. @module */

/** Bytes of which any part can be had. */
export interface RandomAccess {
  /** How many there are. */
  readonly byteLength: number;
  /** Those from `start` to before `end`, by default all that follow. */
  slice(start: number, end?: number): ArrayBuffer;
}

/** Bytes to be pulled into a buffer of the reader's own. */
export interface ByteSource {
  /** The same bytes in any order, where they are those of a regular file as it stands; instead of pulling them. */
  readonly anywhere?: RandomAccess | undefined;
  /** Fills part of `into`; resolves to the number of bytes, or `null` at the end. */
  read(into: Uint8Array): Promise<number | null>;
  /** Frees what the source holds; may be called more than once. */
  close(): void;
}

/** Chunks of any size, handed out as the reader asks. */
export class IteratorSource implements ByteSource {
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
    this.#chunks.return?.().catch(() => {}); // what is left unread may be broken
    this.#inner?.close();
  }
}

/** Looks at the first `length` bytes, or all there are. The `source` that is returned gives them again. */
export async function peek(
  source: ByteSource,
  length: number,
): Promise<{ head: Uint8Array; source: ByteSource }> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const count = await source.read(bytes.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  const head = bytes.subarray(0, filled);
  return { head, source: new PeekedSource(head, source) };
}

const PART_BYTES = 1 << 20;

/** All bytes of a source. */
export async function allBytes(source: ByteSource): Promise<ArrayBuffer> {
  if (source.anywhere !== undefined) return source.anywhere.slice(0);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  while (true) {
    const part = new Uint8Array(PART_BYTES);
    const count = await source.read(part);
    if (count === null) return await new Blob(parts).arrayBuffer();
    parts.push(part.subarray(0, count));
  }
}

/** Whether bytes begin with these. */
export function startsWith(head: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => head[i] === byte);
}

/** A source whose first bytes have been looked at, and are given back. */
class PeekedSource implements ByteSource {
  #head: Uint8Array;
  #rest: ByteSource;

  constructor(head: Uint8Array, rest: ByteSource) {
    this.#head = head;
    this.#rest = rest;
  }

  get anywhere(): RandomAccess | undefined {
    return this.#rest.anywhere;
  }

  async read(into: Uint8Array): Promise<number | null> {
    if (this.#head.length === 0) return await this.#rest.read(into);
    const count = Math.min(into.length, this.#head.length);
    into.set(this.#head.subarray(0, count));
    this.#head = this.#head.subarray(count);
    return count;
  }

  close(): void {
    this.#rest.close();
  }
}
