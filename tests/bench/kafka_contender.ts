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
import { quietRequestQueue } from "../../src/kafka/request_queue.ts";
import { sortByEventTime, type Tape } from "../../src/market/tape.ts";
import { readCsv } from "../../src/source/csv/read_csv.ts";
import { generateTape } from "../../src/source/generated.ts";
import { SnapshotEncoder } from "../../src/source/snapshot_codec.ts";
import { eventsOf } from "../../src/source/tape_events.ts";

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);
const TAQ_DAY = `${ROOT}../shared/data/taq_xxx_20180102.mbp-1.csv.gz`;
const BATCH = 1000;
const FETCH_BYTES = 1 << 20;

/** What a contender does with a topic. */
export type Contender = "bareProduce" | "produce" | "bareConsume" | "consume";

/** A race to run. */
export interface Heat {
  readonly contender: Contender;
  readonly bootstrap: string;
  readonly topic: string;
  /** Messages in the topic, for a consumer. */
  readonly messages: number;
}

/** What came of it. */
export interface Lap {
  readonly seconds: number;
  readonly messages: number;
  /** Of the values, where the contender knows. */
  readonly bytes: number;
}

async function dayTape(): Promise<Tape> {
  try {
    return sortByEventTime(await readCsv(TAQ_DAY));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return sortByEventTime(generateTape({ durationSeconds: 1000 }));
  }
}

/** Seconds of the work given to it, which has its pauses. */
class Watch {
  seconds = 0;

  async time<T>(work: () => Promise<T>): Promise<T> {
    const startMs = performance.now();
    try {
      return await work();
    } finally {
      this.seconds += (performance.now() - startMs) / 1000;
    }
  }
}

const bareKafka = (bootstrap: string): Kafka =>
  new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING, connectionTimeout: 8_000 });

async function bareProduce({ bootstrap, topic }: Heat, tape: Tape): Promise<Lap> {
  const watch = new Watch();
  const producer = bareKafka(bootstrap).producer({ idempotent: true, maxInFlightRequests: 1 });
  await watch.time(() => producer.connect());
  let sent = 0;
  let bytes = 0;
  for (const messages of batchesOf(tape)) {
    await watch.time(() => producer.send({ topic, messages }));
    sent += messages.length;
    bytes += messages.reduce((sum, { value }) => sum + (value as Buffer).length, 0);
  }
  await watch.time(() => producer.disconnect());
  return { seconds: watch.seconds, messages: sent, bytes };
}

/** The messages that a replay of the tape sends, made while the watch is stopped. */
function* batchesOf(tape: Tape): Generator<Message[]> {
  const encoder = new SnapshotEncoder(tape);
  let batch: Message[] = [];
  let sequence = 0;
  for (const { from, to } of eventsOf(tape)) {
    batch.push({
      key: tape.symbol,
      partition: 0,
      value: Buffer.from(encoder.encode(from, to)),
      headers: dataHeaders("3dc499d82e44-46099ed5", sequence++),
    });
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function bareConsume({ bootstrap, topic, messages }: Heat): Promise<Lap> {
  const watch = new Watch();
  let seen = 0;
  await watch.time(async () => {
    const consumer = bareKafka(bootstrap).consumer({
      groupId: `bare-${crypto.randomUUID()}`,
      maxWaitTimeInMs: 300,
      maxBytesPerPartition: FETCH_BYTES,
    });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const { promise, resolve } = Promise.withResolvers<void>();
    await consumer.run({
      autoCommit: false,
      // deno-lint-ignore require-await -- kafkajs wants a promise
      eachBatch: async ({ batch }) => {
        seen += batch.messages.length;
        if (seen >= messages) resolve();
      },
    });
    await promise;
    await consumer.disconnect();
  });
  return { seconds: watch.seconds, messages: seen, bytes: 0 };
}

const clientOf = (bootstrap: string): Promise<KafkaClient> =>
  KafkaClient.connect({ brokers: [bootstrap] }, { timeoutMs: 60_000 });

async function produce({ bootstrap, topic }: Heat, tape: Tape): Promise<Lap> {
  const watch = new Watch();
  const client = await clientOf(bootstrap);
  const { messages } = await watch.time(() =>
    replay(client, tape, {
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
    })
  );
  return { seconds: watch.seconds, messages, bytes: 0 };
}

async function consume({ bootstrap, topic }: Heat): Promise<Lap> {
  const watch = new Watch();
  const client = await clientOf(bootstrap);
  const { messages } = await watch.time(() => consumeRun(client, { topic }));
  return { seconds: watch.seconds, messages, bytes: 0 };
}

let tape: Tape | undefined;

async function run(heat: Heat): Promise<Lap> {
  quietRequestQueue();
  if (heat.contender === "bareConsume") return await bareConsume(heat);
  if (heat.contender === "consume") return await consume(heat);
  tape ??= await dayTape();
  return await (heat.contender === "produce" ? produce(heat, tape) : bareProduce(heat, tape));
}

const scope = self as unknown as {
  onmessage: (event: MessageEvent<Heat>) => void;
  postMessage: (lap: Lap) => void;
};
scope.onmessage = async ({ data }) => scope.postMessage(await run(data));
