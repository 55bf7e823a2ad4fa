/** The codecs that kafkajs lacks. @module */

import { Buffer } from "node:buffer";
import { Codecs } from "kafkajs/src/protocol/message/compression/index.js";
import { CODECS } from "../compression/codec.ts";
import { compress, decompress } from "../compression/codecs.ts";

/** What kafkajs hands over to be compressed. */
interface Encoded {
  readonly buffer: Buffer;
}

/** Has kafkajs compress with every codec, and read old messages that are. */
export function replaceCodecs(): void {
  for (const [number, codec] of CODECS.entries()) {
    if (codec === "none") continue;
    (Codecs as Record<number, unknown>)[number] = () => ({
      compress: ({ buffer }: Encoded) => Promise.resolve(Buffer.from(compress(codec, buffer))),
      decompress: async (bytes: Buffer) => Buffer.from(await decompress(number, bytes)),
    });
  }
}
