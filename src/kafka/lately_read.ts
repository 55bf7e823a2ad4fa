/** A small cache of texts read from bytes. @module */

const MOST = 4;

/** The last few texts read from bytes: the headers of a run's messages repeat the same few texts. */
export class LatelyRead {
  #bytes: Uint8Array[] = [];
  #texts: string[] = [];
  #next = 0;
  #decoder = new TextDecoder();

  /** The text in `bytes[from, to)`, UTF-8. */
  text(bytes: Uint8Array, from: number, to: number): string {
    for (let i = 0; i < this.#bytes.length; i++) {
      if (isSame(this.#bytes[i]!, bytes, from, to)) return this.#texts[i]!;
    }
    return this.#read(bytes.slice(from, to));
  }

  #read(bytes: Uint8Array): string {
    const text = this.#decoder.decode(bytes);
    this.#bytes[this.#next] = bytes;
    this.#texts[this.#next] = text;
    this.#next = (this.#next + 1) % MOST;
    return text;
  }
}

function isSame(a: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (a.length !== to - from) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== bytes[from + i]) return false;
  return true;
}
