/**
 * `deno task bench:kafka`: `sorlab produce` and `sorlab backtest --kafka` over a broker of its own, against bare
 * kafkajs loops with the same batches and bytes in the same run, one figure a line. Compare the ratios.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { Kafka, logLevel, type Message } from "kafkajs";
import { KafkaClient } from "../../src/kafka/client.ts";
import { consumeRun } from "../../src/kafka/consume.ts";
import { startBroker, stopBroker } from "../../src/kafka/local/broker.ts";
import { kafkaJars } from "../../src/kafka/local/distribution.ts";
import { findJava } from "../../src/kafka/local/java.ts";
import { replay } from "../../src/kafka/replay.ts";
import { dataHeaders } from "../../src/kafka/replay_messages.ts";
import { quietRequestQueue } from "../../src/kafka/request_queue.ts";
import { ensureTopic } from "../../src/kafka/topic.ts";
import { sortByEventTime, type Tape } from "../../src/market/tape.ts";
import { readCsv } from "../../src/source/csv/read_csv.ts";
import { generateTape } from "../../src/source/generated.ts";
import { SnapshotEncoder } from "../../src/source/snapshot_codec.ts";
import { eventsOf } from "../../src/source/tape_events.ts";
import { type Figure, formatFigure } from "./figure.ts";

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);
const TAQ_DAY = `${ROOT}../shared/data/taq_xxx_20180102.mbp-1.csv.gz`;
const BATCH = 1000;
const REPEATS = 5;
const PORT = 19192;

async function dayTape(): Promise<Tape> {
  try {
    return sortByEventTime(await readCsv(TAQ_DAY));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return sortByEventTime(generateTape({ durationSeconds: 1000 }));
  }
}

/** The messages that a replay of the tape sends, made beforehand. */
function messagesOf(tape: Tape): Message[] {
  const encoder = new SnapshotEncoder(tape);
  return [...eventsOf(tape)].map(({ from, to }, sequence) => ({
    key: tape.symbol,
    partition: 0,
    value: Buffer.from(encoder.encode(from, to)),
    headers: dataHeaders("3dc499d82e44-46099ed5", sequence),
  }));
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return (performance.now() - startMs) / 1000;
}

async function bareProduce(kafka: Kafka, topic: string, messages: Message[]): Promise<void> {
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  for (let at = 0; at < messages.length; at += BATCH) {
    await producer.send({ topic, messages: messages.slice(at, at + BATCH) });
  }
  await producer.disconnect();
}

async function bareConsume(kafka: Kafka, topic: string, count: number): Promise<void> {
  const consumer = kafka.consumer({
    groupId: `bare-${topic}`,
    maxWaitTimeInMs: 300,
    maxBytesPerPartition: 4 << 20,
  });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const { promise, resolve } = Promise.withResolvers<void>();
  let seen = 0;
  await consumer.run({
    autoCommit: false,
    // deno-lint-ignore require-await -- kafkajs wants a promise
    eachBatch: async ({ batch }) => {
      seen += batch.messages.length;
      if (seen >= count) resolve();
    },
  });
  await promise;
  await consumer.disconnect();
}

async function race(bootstrap: string, tape: Tape): Promise<Figure[]> {
  quietRequestQueue();
  const client = await KafkaClient.connect({ brokers: [bootstrap] }, { timeoutMs: 60_000 });
  const kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING, connectionTimeout: 8_000 });
  const messages = messagesOf(tape);
  const bytes = messages.reduce((sum, { value }) => sum + (value as Buffer).length, 0);
  const best = { ourProduce: Infinity, bareProduce: Infinity, ourConsume: Infinity, bareConsume: Infinity };
  // The first round warms the broker and the compiler up.
  for (let round = 0; round <= REPEATS; round++) {
    const topic = `bench-${round}`;
    await ensureTopic(client, `${topic}-bare`, 1);
    await ensureTopic(client, topic, 1);
    const seconds = {
      bareProduce: await secondsOf(() => bareProduce(kafka, `${topic}-bare`, messages)),
      ourProduce: await secondsOf(() =>
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
      ),
      bareConsume: await secondsOf(() => bareConsume(kafka, topic, messages.length)),
      ourConsume: await secondsOf(() => consumeRun(client, { topic })),
    };
    if (round === 0) continue;
    for (const [name, value] of Object.entries(seconds) as [keyof typeof best, number][]) {
      best[name] = Math.min(best[name], value);
    }
  }
  const rate = (seconds: number) => messages.length / seconds;
  return [
    { name: "kafka_messages", value: messages.length, unit: "messages" },
    { name: "kafka_message_size", value: bytes / messages.length, unit: "bytes" },
    { name: "kafka_produce", value: rate(best.ourProduce), unit: "messages/s" },
    { name: "kafka_produce_bare", value: rate(best.bareProduce), unit: "messages/s" },
    { name: "kafka_produce_over_bare", value: best.bareProduce / best.ourProduce, unit: "times" },
    { name: "kafka_consume", value: rate(best.ourConsume), unit: "messages/s" },
    { name: "kafka_consume_bare", value: rate(best.bareConsume), unit: "messages/s" },
    { name: "kafka_consume_over_bare", value: best.bareConsume / best.ourConsume, unit: "times" },
  ];
}

/** Peak memory of whole processes, on a day and on one four times as long; read over the columns' growth. */
async function memory(bootstrap: string, folder: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, seconds] of [["short", "1000"], ["long", "4000"]] as const) {
    const day = `${folder}/${name}.csv`;
    await sorlab("generate", "--duration", seconds, "--quiet", "--out", day);
    const topic = `memory-${name}`;
    const base = ["--bootstrap", bootstrap, "--topic", topic, "--quiet"];
    const produced = await sorlab("produce", "--data", day, "--speed", "max", ...base);
    const consumed = await sorlab(
      "backtest",
      "--kafka",
      "--rules",
      "trial",
      "--grid",
      "1",
      "--workers",
      "1",
      "--no-file",
      ...base,
    );
    figures.push({ name: `kafka_produce_memory_${name}`, value: produced, unit: "MB" });
    figures.push({ name: `kafka_backtest_memory_${name}`, value: consumed, unit: "MB" });
  }
  return figures;
}

/** Runs sorlab and samples its resident memory; MB at most. */
async function sorlab(...args: string[]): Promise<number> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-all", `${ROOT}main.ts`, ...args],
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  let ended = false;
  let peakKb = 0;
  const sampling = (async () => {
    while (!ended) {
      const status = await Deno.readTextFile(`/proc/${process.pid}/status`).catch(() => "");
      peakKb = Math.max(peakKb, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  const { success } = await process.status;
  ended = true;
  await sampling;
  if (!success) throw new Error(`sorlab ${args.join(" ")} failed`);
  return peakKb / 1024;
}

const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "sorlab bench kafka " }));
try {
  const { bootstrap } = await startBroker({
    folder,
    jars: await kafkaJars({ cache: `${ROOT}.kafka`, kafkaHome: Deno.env.get("KAFKA_HOME") }),
    java: await findJava(Deno.env.get("JAVA_HOME")),
    port: PORT,
    heapMb: 256,
    timeoutMs: 60_000,
  });
  const figures = [
    ...await race(bootstrap, await dayTape()),
    ...(Deno.args.includes("--race") ? [] : await memory(bootstrap, folder)),
  ];
  await Deno.stdout.write(new TextEncoder().encode(`${figures.map(formatFigure).join("\n")}\n`));
} finally {
  await stopBroker(folder);
  await Deno.remove(folder, { recursive: true });
}
Deno.exit(0);
