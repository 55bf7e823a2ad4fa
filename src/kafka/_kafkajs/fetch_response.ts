/** What kafkajs makes of the answer to a fetch: it offers no way to read the records otherwise. @module */

import type { Buffer } from "node:buffer";
import Decoder from "kafkajs/src/protocol/decoder.js";
import decodeMessages from "kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js";
import response from "kafkajs/src/protocol/requests/fetch/v11/response.js";
import { type AbortedTransaction, faultAt, RecordReader } from "./record_reader.ts";

const reader = new RecordReader();

/** Has the answers (of version 11, which brokers speak since 2.3) read by {@linkcode RecordReader}. */
export function replaceFetchResponse(): void {
  (response as { decode: unknown }).decode = decodeResponse;
}

async function decodeResponse(bytes: Buffer): Promise<unknown> {
  const decoder = new Decoder(bytes);
  const clientSideThrottleTime = decoder.readInt32();
  return {
    // From version 8 on the broker answers at once, and the client has to throttle itself.
    throttleTime: 0,
    clientSideThrottleTime,
    errorCode: decoder.readInt16(),
    sessionId: decoder.readInt32(),
    responses: await decoder.readArrayAsync(decodeTopic),
  };
}

async function decodeTopic(decoder: Decoder): Promise<unknown> {
  return {
    topicName: decoder.readString(),
    partitions: await decoder.readArrayAsync(decodePartition),
  };
}

async function decodePartition(decoder: Decoder): Promise<unknown> {
  const head = {
    partition: decoder.readInt32(),
    errorCode: decoder.readInt16(),
    highWatermark: decoder.readInt64().toString(),
    lastStableOffset: decoder.readInt64().toString(),
    lastStartOffset: decoder.readInt64().toString(),
  };
  const aborted = decoder.readArray(decodeAborted) as AbortedTransaction[];
  // Records of aborted transactions are left out here, so that kafkajs need not look for them.
  const rest = { abortedTransactions: [], preferredReadReplica: decoder.readInt32() };
  return { ...head, ...rest, messages: await messagesOf(decoder, aborted, head.highWatermark) };
}

function decodeAborted(decoder: Decoder): AbortedTransaction {
  const [producerId, firstOffset] = [decoder.readInt64(), decoder.readInt64()];
  return { producerId: BigInt(producerId.toString()), firstOffset: BigInt(firstOffset.toString()) };
}

/** Only what is of an old version is left to kafkajs. */
async function messagesOf(
  decoder: Decoder,
  aborted: readonly AbortedTransaction[],
  highWatermark: string,
): Promise<unknown> {
  const from = decoder.offset;
  const bytes = decoder.readBytes();
  const records = bytes === null ? [] : await reader.read(bytes, aborted);
  if (records !== undefined) return records;
  decoder.offset = from;
  try {
    return await decodeMessages(decoder);
  } catch (error) {
    return [faultAt(BigInt(highWatermark) - 1n, (error as Error).message)];
  }
}
