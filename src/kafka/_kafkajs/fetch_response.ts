/** What kafkajs makes of the answer to a fetch: it offers no way to read the records otherwise. @module */

import type { Buffer } from "node:buffer";
import Decoder from "kafkajs/src/protocol/decoder.js";
import decodeMessages from "kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js";
import response from "kafkajs/src/protocol/requests/fetch/v11/response.js";
import { RecordReader } from "./record_reader.ts";

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
    abortedTransactions: decoder.readArray(decodeAborted) as unknown[],
    preferredReadReplica: decoder.readInt32(),
  };
  return { ...head, messages: await messagesOf(decoder, head.abortedTransactions.length > 0) };
}

function decodeAborted(decoder: Decoder): unknown {
  return { producerId: decoder.readInt64().toString(), firstOffset: decoder.readInt64().toString() };
}

/** Whatever is not plain is left to kafkajs. */
async function messagesOf(decoder: Decoder, aborted: boolean): Promise<unknown> {
  const from = decoder.offset;
  const bytes = decoder.readBytes();
  const records = bytes === null || aborted ? undefined : reader.read(bytes);
  if (records !== undefined) return records;
  decoder.offset = from;
  return await decodeMessages(decoder);
}
