/** A decoder of node:zlib, driven step by step. @module */

import type { Transform } from "node:stream";
import type { Buffer } from "node:buffer";

/**
 * Feeds the parts to a decoder of `node:zlib`, each when the one before is done, and hands out what it
 * made of them. Nothing runs ahead of the reader, and every failure is thrown here.
 */
export async function* throughDecoder(
  parts: AsyncIterable<Uint8Array>,
  decoder: Transform,
): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  // The decoder may fail, or come to its end, while nothing waits for it.
  let failure: Error | undefined;
  let hasEnded = false;
  let wake = (): void => {};
  decoder.on("data", (chunk: Buffer) => ready.push(chunk));
  decoder.on("end", () => {
    hasEnded = true;
    wake();
  });
  decoder.on("error", (error: Error) => {
    failure ??= error;
    wake();
  });
  const step = async (act: (done: () => void) => void): Promise<Uint8Array[]> => {
    await new Promise<void>((resolve) => {
      wake = resolve;
      if (failure || hasEnded) resolve();
      else act(resolve);
    });
    if (failure) throw failure;
    const chunks = ready;
    ready = [];
    return chunks;
  };
  const written = (part: Uint8Array) => (done: () => void) => {
    decoder.write(part, (error) => {
      failure ??= error ?? undefined;
      done();
    });
  };
  try {
    for await (const part of parts) yield* await step(written(part));
    while (!hasEnded) yield* await step(() => decoder.end());
  } finally {
    decoder.destroy();
  }
}
