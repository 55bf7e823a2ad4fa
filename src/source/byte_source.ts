/**
 * Bytes to be pulled into a buffer of the reader's own.
 */
export interface ByteSource {
  /** Fills part of `into`; resolves to the number of bytes, or `null` at the end. */
  read(into: Uint8Array): Promise<number | null>;
  /** Frees what the source holds; may be called more than once. */
  close(): void;
}

/** A source of bytes that are in memory already. */
export function bytesInMemory(bytes: Uint8Array): ByteSource {
  return new IteratorSource((async function* () {
    yield await Promise.resolve(bytes);
  })());
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
