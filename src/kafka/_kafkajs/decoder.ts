/** kafkajs's decoder, which makes room for as many elements as an answer claims to have. @module */

import Decoder from "kafkajs/src/protocol/decoder.js";

type Method = (this: Decoder, ...args: unknown[]) => unknown;

/** Has the decoder refuse a list of more elements than the answer has bytes; the rest stays as it is. */
export function replaceDecoder(): void {
  const prototype = Decoder.prototype as unknown as Record<string, Method>;
  for (const name of ["readArray", "readArrayAsync"]) {
    const read = prototype[name]!;
    prototype[name] = function (...args) {
      const left = this.buffer.length - this.offset;
      const count = left < 4 ? 0 : this.buffer.readInt32BE(this.offset);
      if (count > left) throw new RangeError(`an answer of a list of ${count} in ${left} bytes`);
      return read.apply(this, args);
    };
  }
}
