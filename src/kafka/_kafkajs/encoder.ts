/** kafkajs's encoder, which makes a buffer of every number of varying length: a dozen a message. @module */

import Encoder from "kafkajs/src/protocol/encoder.js";

const MOST_BYTES = 5;

/** Has the encoder write numbers of varying length in place; the bytes stay as they are. */
export function replaceEncoder(): void {
  Encoder.prototype.writeUVarInt = function (value: number): Encoder {
    this.ensureAvailable(MOST_BYTES);
    let left = value >>> 0;
    for (; left > 127; left >>>= 7) this.buf[this.offset++] = (left & 127) | 128;
    this.buf[this.offset++] = left;
    return this;
  };
}
