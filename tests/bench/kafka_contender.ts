/**
 * One contender of `deno task bench:kafka`, a worker: sorlab, or a bare kafkajs loop with the same batches and
 * bytes. Each has a thread, a heap and a kafkajs of its own, so that none gains or loses by another's.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { Kafka, logLevel, type Message } from "kafkajs";
import { KafkaClient } from "../../src/kafka/client.ts";
import { consumeRun } from "../../src/kafka/consume.ts";
import { replay } from "../../src/kafka/replay.ts";
import { dataHeaders } from "../../src/kafka/replay_messages.ts";
import { replaceRequestQueue } from "../../src/kafka/_kafkajs/request_queue.ts";
import { sortByEventTime, type Tape } from "../../src/market/tape.ts";
import { openTape } from "../../src/source/open_tape.ts";
import { generateTape } from "../../src/source/generated.ts";
import { SnapshotEncoder } from "../../src/source/snapshot_codec.ts";
import { eventsOf } from "../../src/source/tape_events.ts";

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);
const TAQ_DAY = `${ROOT}../shared/data/taq_xxx_20180102.mbp-1.csv.gz`;
const BATCH = 1000;
const FETCH_BYTES = 1 << 20;

/** What a contender does with a topic. */
export type Contender = "bareProduce" | "produce" | "bareConsume" | "consume";

/** A lap to run. */
export interface Heat {
  readonly contender: Contender;
  readonly bootstrap: string;
  readonly topic: string;
}

/** How it went. */
export interface Lap {
  readonly seconds: number;
  readonly messages: number;
  /** Of the values, where the contender has them at hand. */
  readonly bytes?: number;
}

type Run = (bootstrap: string, topic: string) => Promise<Lap>;

async function dayTape(): Promise<Tape> {
  try {
    return sortByEventTime(await openTape(TAQ_DAY));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return sortByEventTime(generateTape({ durationSeconds: 1000 }));
  }
}

/** The messages that a replay of the tape sends, made beforehand. */
function batchesOf(tape: Tape): Message[][] {
  const encoder = new SnapshotEncoder(tape);
  const messages = [...eventsOf(tape)].map(({ from, to }, sequence): Message => ({
    key: tape.symbol,
    partition: 0,
    value: Buffer.from(encoder.encode(from, to)),
    headers: dataHeaders("3dc499d82e44-46099ed5", sequence),
  }));
  const batches: Message[][] = [];
  for (let at = 0; at < messages.length; at += BATCH) batches.push(messages.slice(at, at + BATCH));
  return batches;
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return (performance.now() - startMs) / 1000;
}

function bareKafka(bootstrap: string): Kafka {
  replaceRequestQueue(); // or it would warn
  return new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING, connectionTimeout: 8_000 });
}

const sorlabKafka = (bootstrap: string): Promise<KafkaClient> =>
  KafkaClient.connect({ brokers: [bootstrap] }, { timeoutMs: 60_000 });

async function bareProduce(): Promise<Run> {
  const batches = batchesOf(await dayTape());
  const messages = batches.flat();
  const bytes = messages.reduce((sum, { value }) => sum + (value as Buffer).length, 0);
  return async (bootstrap, topic) => {
    const kafka = bareKafka(bootstrap);
    const seconds = await secondsOf(async () => {
      const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
      await producer.connect();
      for (const messages of batches) await producer.send({ topic, messages });
      await producer.disconnect();
    });
    return { seconds, messages: messages.length, bytes };
  };
}

async function produce(): Promise<Run> {
  const tape = await dayTape();
  return async (bootstrap, topic) => {
    const client = await sorlabKafka(bootstrap);
    let messages = 0;
    const seconds = await secondsOf(async () => {
      const result = await replay(client, tape, {
        topic,
        partitions: 1,
        batch: BATCH,
        lingerMs: 0,
        speed: Infinity,
        maxGapNs: Infinity,
        acks: "all",
        compression: "none",
        resume: false,
        once: false,
        arguments: {},
      });
      messages = result.acknowledged;
    });
    return { seconds, messages };
  };
}

function bareConsume(): Run {
  return async (bootstrap, topic) => {
    const kafka = bareKafka(bootstrap);
    let messages = 0;
    const seconds = await secondsOf(async () => {
      const consumer = kafka.consumer({
        groupId: `bare-${crypto.randomUUID()}`,
        maxWaitTimeInMs: 300,
        maxBytesPerPartition: FETCH_BYTES,
      });
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      const { promise: all, resolve } = Promise.withResolvers<void>();
      await consumer.run({
        autoCommit: false,
        // deno-lint-ignore require-await -- kafkajs wants a promise
        eachBatch: async ({ batch }) => {
          messages += batch.messages.length;
          if (BigInt(batch.lastOffset()) + 1n === BigInt(batch.highWatermark)) resolve();
        },
      });
      await all;
      await consumer.disconnect();
    });
    return { seconds, messages };
  };
}

function consume(): Run {
  return async (bootstrap, topic) => {
    const client = await sorlabKafka(bootstrap);
    let messages = 0;
    const seconds = await secondsOf(async () => {
      messages = (await consumeRun(client, { topic })).messages;
    });
    return { seconds, messages };
  };
}

const contenders = { bareProduce, produce, bareConsume, consume };
let run: Run | undefined;

const scope = self as unknown as {
  onmessage: (event: MessageEvent<Heat>) => void;
  postMessage: (lap: Lap) => void;
};
scope.onmessage = async ({ data: { contender, bootstrap, topic } }) => {
  run ??= await contenders[contender]();
  scope.postMessage(await run(bootstrap, topic));
};
