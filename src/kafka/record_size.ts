/** How many bytes messages take in a batch. @module */

import type { Message } from "kafkajs";

/** What stands before a batch's records. */
export const BATCH_HEAD_BYTES = 61;

const MOST_OFFSET_BYTES = 3;
const MOST_TIME_BYTES = 3;
const encoder = new TextEncoder();

/**
 * Bytes of a message as a record of a batch, uncompressed: at most a few more than it takes, as its place in
 * the batch is not known. The batch may have 2^20 records and be filled for a quarter of an hour.
 *
 * @see {@link https://kafka.apache.org/documentation/#record} "Record".
 */
export function recordBytes({ key, value, headers = {} }: Message): number {
  const entries = Object.entries(headers);
  let bytes = 1 + MOST_TIME_BYTES + MOST_OFFSET_BYTES + withLength(key) + withLength(value) +
    varintBytes(entries.length);
  for (const [name, header] of entries) bytes += withLength(name) + withLength(header as string);
  return varintBytes(bytes) + bytes;
}

function withLength(content: string | Uint8Array | null | undefined): number {
  const length = typeof content === "string" ? encoder.encode(content).length : content?.length ?? 0;
  return varintBytes(length) + length;
}

/** A positive number, whose sign takes a bit, in sevens of bits. */
function varintBytes(value: number): number {
  let bytes = 1;
  for (let left = 2 * value; left > 127; left = Math.floor(left / 128)) bytes++;
  return bytes;
}
