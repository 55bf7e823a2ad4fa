/** The digest of a run's messages. @module */

import { createHash, type Hash } from "node:crypto";

const BLOCK_BYTES = 1 << 16;

/** Digest of a run's messages, taken one by one: SHA-256 of their bytes, one behind the other. */
export class MessageDigest {
  #hash: Hash = createHash("sha256");
  // A call of the hash costs more than hashing a message, so messages are hashed in blocks.
  #block = new Uint8Array(BLOCK_BYTES);
  #filled = 0;

  /** Takes the next message. */
  update(message: Uint8Array): void {
    const { length } = message;
    if (this.#filled + length > BLOCK_BYTES) this.#flush();
    if (length > BLOCK_BYTES) {
      this.#hash.update(message);
    } else {
      this.#block.set(message, this.#filled);
      this.#filled += length;
    }
  }

  /** The digest of all messages, hex; ends the work. */
  finish(): string {
    this.#flush();
    return this.#hash.digest("hex");
  }

  #flush(): void {
    this.#hash.update(this.#block.subarray(0, this.#filled));
    this.#filled = 0;
  }
}
