// What goes through a real broker comes out as it went in. See _broker.ts.
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { type Admin, Kafka, logLevel, type Message } from "kafkajs";
import { KafkaClient } from "../../src/kafka/client.ts";
import { createTopics } from "../../src/kafka/topic.ts";
import { CODECS } from "../../src/kafka/compression/codec.ts";
import { canCompress } from "../../src/kafka/compression/codecs.ts";
import { Spool } from "../../src/kafka/spool.ts";
import { anyBroker, NO_BROKER, type TestBroker } from "./_broker.ts";
import { freePorts } from "./_free_ports.ts";
import {
  assertOneRun,
  contentsOf,
  outcomeOf,
  spawnSorlab,
  until,
  untilHolds,
  withoutSource,
} from "./_harness.ts";
import { sorlab, sorlabBeside } from "./_warm.ts";

const ignored = NO_BROKER !== "";
// deno-lint-ignore no-console -- the test runner has no reason beside "ignored"
if (ignored) console.warn(`tests/kafka: ignored: ${NO_BROKER}`);

const beside = sorlabBeside();
let broker: TestBroker | undefined;
let env: Record<string, string> = {};
let folder = "";
let day = "";

Deno.test.beforeAll(async () => {
  if (ignored) return;
  const { bootstrap, own } = await anyBroker();
  broker = own;
  env = { KAFKA_BOOTSTRAP: bootstrap };
  folder = await Deno.makeTempDir({ prefix: "sorlab replay " });
  day = `${folder}/day.csv`;
  await sorlab({}, "generate", "--duration", "20", "--rate", "100", "--seed", "5", "--out", day);
});

Deno.test.afterAll(async () => {
  if (ignored) return;
  await Deno.remove(folder, { recursive: true });
});

function test(name: string, fn: (topic: string) => Promise<void>): void {
  // A broker that is not ours may hold topics of another run.
  const topic = `test-${crypto.randomUUID().slice(0, 8)}`;
  Deno.test({ name: `sorlab over Kafka ${name}`, ignore: ignored, fn: () => fn(topic) });
}

const FAST = ["--speed", "max", "--quiet"];
const SMALL = ["--rules", "trial", "--grid", "2", "--workers", "1", "--no-file"];

async function produce(topic: string, ...args: string[]): Promise<Record<string, number | string>> {
  const { code, stdout, stderr } = await sorlab(
    env,
    "produce",
    "--topic",
    topic,
    "--data",
    day,
    ...FAST,
    ...args,
  );
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  return JSON.parse(stdout);
}

async function backtest(topic: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await sorlab(
    env,
    "backtest",
    "--kafka",
    "--topic",
    topic,
    ...SMALL,
    ...args,
  );
  assertEquals({ code, stderr: code === 0 ? "" : stderr }, { code: 0, stderr: "" });
  return { stdout, stderr };
}

async function fromFile(...args: string[]): Promise<string> {
  const { stdout } = await sorlab({}, "backtest", "--data", day, ...SMALL, "--quiet", ...args);
  return withoutSource(stdout);
}

async function withAdmin(action: (admin: Admin) => Promise<unknown>): Promise<void> {
  const admin = new Kafka({ brokers: [env["KAFKA_BOOTSTRAP"]!], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await action(admin);
  await admin.disconnect();
}

async function createTopic(
  topic: string,
  configEntries: { name: string; value: string }[] = [],
): Promise<void> {
  const client = await KafkaClient.connect({ brokers: [env["KAFKA_BOOTSTRAP"]!] }, { timeoutMs: 20_000 });
  await createTopics(client, [{ topic, configEntries }]);
}

/** Sends messages as somebody else would. */
async function send(topic: string, messages: Message[]): Promise<void> {
  const kafka = new Kafka({ brokers: [env["KAFKA_BOOTSTRAP"]!], logLevel: logLevel.NOTHING });
  await createTopic(topic);
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, messages });
  await producer.disconnect();
}

test("gives the file's artefact under market rules, however messages come", async (topic) => {
  const args = [
    "--orders",
    "8",
    "--side",
    "both",
    "--order-size",
    "300",
    "--interval",
    "1s",
    "--grid",
    "2",
    "--quiet",
    "--no-file",
  ];
  const search = [...args, "--strategy", "twap+static-relative", "--folds", "2"];
  const window = ["--from", "13:36:35", "--to", "13:36:45"];
  await produce(topic, "--partitions", "3", "--batch", "7", "--linger", "1ms");
  for (const way of [args, search, [...args, ...window]]) {
    const file = await sorlab({}, "backtest", "--data", day, ...way);
    const kafka = await sorlab(env, "backtest", "--kafka", "--topic", topic, ...way);
    assertEquals([kafka.code, kafka.stderr], [0, ""]);
    assertEquals(withoutSource(kafka.stdout), withoutSource(file.stdout));
  }
});

test("gives the artefact of a window, chosen by the producer or by the back-test", async (topic) => {
  const window = ["--from", "13:36:35", "--to", "13:36:45", "--symbol", "AAPL"];
  const expected = await fromFile(...window);
  await produce(topic);
  assertEquals(withoutSource((await backtest(topic, ...window)).stdout), expected);
  await produce(topic, ...window);
  assertEquals(withoutSource((await backtest(topic, ...window)).stdout), expected);
});

test("gives the file's artefact of the window that the producer alone was given", async (topic) => {
  const window = ["--from", "13:36:35", "--to", "2024-08-01T13:36:45Z"];
  await produce(topic, ...window);
  assertEquals(withoutSource((await backtest(topic)).stdout), await fromFile(...window));
  const narrower = ["--from", "13:36:40"];
  assertEquals(
    withoutSource((await backtest(topic, ...narrower)).stdout),
    await fromFile(...narrower, ...window.slice(2)),
  );
  const market = ["--orders", "5", "--order-size", "100", "--horizon", "2s", "--interval", "1s", "--quiet"];
  const file = await sorlab({}, "backtest", "--data", day, ...market, ...window, "--no-file");
  const kafka = await sorlab(env, "backtest", "--kafka", "--topic", topic, ...market, "--no-file");
  assertEquals([file.code, kafka.code], [0, 0], kafka.stderr);
  assertEquals(withoutSource(kafka.stdout), withoutSource(file.stdout));
});

test("arrives whatever the acknowledgement, compression, batch and partitions", async (topic) => {
  const expected = await fromFile();
  const ways = [
    ["--acks", "1", "--compression", "gzip"],
    ["--acks", "0", "--compression", "snappy"],
    ["--batch", "7", "--linger", "1ms"],
    ["--compression", "lz4"],
    ...(canCompress("zstd") ? [["--compression", "zstd"]] : []),
  ];
  await Promise.all(ways.map(async (way, at) => {
    await produce(`${topic}-${at}`, "--partitions", "3", ...way);
    assertEquals(withoutSource((await backtest(`${topic}-${at}`)).stdout), expected, way.join(" "));
  }));
});

test("reads a topic whichever codec it has its broker compress with", async (topic) => {
  const expected = await fromFile();
  await Promise.all(
    CODECS.filter((each) => each !== "none").map(async (codec) => {
      await createTopic(`${topic}-${codec}`, [{ name: "compression.type", value: codec }]);
      await produce(`${topic}-${codec}`);
      assertEquals(withoutSource((await backtest(`${topic}-${codec}`)).stdout), expected, codec);
    }),
  );
});

test("trap: notices a flipped bit of a batch on the broker's disk", async (topic) => {
  if (broker === undefined) return; // whose disk is somebody else's
  await produce(topic, "--compression", "lz4");
  const path = `${broker.folder}/data/${topic}-0/00000000000000000000.log`;
  const bytes = await Deno.readFile(path);
  bytes[bytes.length >> 1]! ^= 4;
  await Deno.writeFile(path, bytes);
  const { code, stdout, stderr } = await sorlab(env, "backtest", "--kafka", "--topic", topic, ...SMALL);
  assertEquals([code, stdout], [7, ""], stderr);
  assertStringIncludes(stderr, `topic ${topic}, partition 0, up to offset `);
  assertStringIncludes(stderr, "a batch whose checksum does not match");
});

test("says at once that a topic holds aborted transactions alone", async (topic) => {
  const kafka = new Kafka({ brokers: [env["KAFKA_BOOTSTRAP"]!], logLevel: logLevel.NOTHING });
  await createTopic(topic);
  const producer = kafka.producer({ transactionalId: topic, idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  for (let i = 0; i < 2; i++) {
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ value: "{}" }, { value: "{}" }] });
    await transaction.abort();
  }
  await producer.disconnect();
  const startMs = performance.now();
  const { code, stderr } = await sorlab(
    env,
    "backtest",
    "--kafka",
    "--topic",
    topic,
    "--timeout",
    "60s",
    ...SMALL,
  );
  assertEquals(code, 7, stderr);
  assertStringIncludes(stderr, "6 messages, all of aborted transactions, or deleted");
  assert(performance.now() - startMs < 30_000);
});

test("hints at --foreign, and passes over headers of our names and tombstones", async (topic) => {
  const value = JSON.stringify({ timestamp: "2024-08-01T13:39:10Z", venue: 2, ask: 224.3, ask_size: 5000 });
  await send(topic, [
    { value, headers: { run: "7", seq: "1" } },
    { key: "2", value: null },
    { value: value.replace("224.3", "NaN") },
    { value },
  ]);
  const own = await sorlab(env, "backtest", "--kafka", "--topic", topic, ...SMALL);
  assertEquals(own.code, 7);
  assertStringIncludes(
    own.stderr,
    "3 of them not sorlab's (--foreign reads another producer's), 1 tombstones",
  );
  const { stdout, stderr } = await backtest(topic, "--foreign", "--order-size", "100", "-v");
  assertEquals(JSON.parse(stdout).tape.rows, 3);
  for (
    const told of [
      "partition 0: 1 tombstones (messages without a value), which tell nothing; the first at offset 1",
      "partition 0: 1 messages with NaN or Infinity for a number, which is no quote on that side; the first at offset 2, NaN",
      "read as one flat record a message: timestamp, venue, ask, ask_size",
      `${env["KAFKA_BOOTSTRAP"]} answered`,
    ]
  ) {
    assertStringIncludes(stderr, told);
  }
  assertStringIncludes(JSON.parse(stdout).run.source.foreign_shape, "one flat record a message");
});

test("warns of a foreign topic whose beginning is gone, and refuses what has no known shape", async (topic) => {
  const value = JSON.stringify([{
    timestamp: "2024-08-01T13:39:10Z",
    venue: "2",
    ask: 224.3,
    ask_size: 5000,
  }]);
  await send(topic, Array.from({ length: 5 }, () => ({ value, partition: 0 })));
  await withAdmin(async (admin) => {
    await admin.fetchTopicOffsets(topic); // which has it know the topic's leaders
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: "2" }] });
  });
  const { stdout, stderr } = await backtest(topic, "--foreign", "--order-size", "100");
  assertEquals(JSON.parse(stdout).tape.rows, 3);
  assertStringIncludes(stderr, "partition 0 begins at offset 2: what was before it is gone");
  await send(`${topic}-odd`, [{ value: '{"when": "now", "a": 1}' }]);
  const args = ["backtest", "--kafka", "--topic", `${topic}-odd`, "--foreign", ...SMALL];
  const refused = await sorlab(env, ...args);
  assertEquals(refused.code, 3);
  assertStringIncludes(refused.stderr, 'its keys are "when", "a"; say what they mean by --foreign-map');
  const map = `${folder}/${topic}.json`;
  await Deno.writeTextFile(map, '{"ts_event": "when", "ask_px": "a", "asksize": "b"}');
  const badMap = await sorlab(env, ...args, "--foreign-map", map);
  assertEquals(badMap.code, 3);
  assertStringIncludes(badMap.stderr, `${map}: "asksize": no such key`);
});

test("says of a spool that cannot be written what is wrong", async (topic) => {
  await produce(topic);
  const args = ["--kafka", "--topic", topic, "--group", topic, "--spool", "/nope/x.spool", "--no-file"];
  const { code, stderr } = await sorlab(env, "backtest", ...args, "--quiet");
  assertEquals([code, stderr], [4, "sorlab: cannot write /nope/x.spool: no such folder\n"]);
});

test("is read by RecordReader, not by kafkajs", async (topic) => {
  await produce(topic);
  for (const message of await contentsOf(env["KAFKA_BOOTSTRAP"]!, topic)) {
    assertEquals(Object.keys(message), ["offset", "value", "headers", "isControlRecord"]);
  }
});

test("takes the newest complete run, ignores the others and says how many", async (topic) => {
  const { run_id: first } = await produce(topic);
  await produce(topic, "--to", "13:36:40");
  const { stdout, stderr } = await backtest(topic, "--to", "13:36:40");
  assertEquals(withoutSource(stdout), await fromFile("--to", "13:36:40"));
  assertStringIncludes(stderr, "1 stale run ignored");
  const named = await backtest(topic, "--run-id", String(first));
  assertEquals(withoutSource(named.stdout), await fromFile());
});

test("sends nothing with --once where the tape is whole", async (topic) => {
  const { run_id, messages } = await produce(topic, "--once");
  const again = await produce(topic, "--once");
  assertEquals([again["outcome"], again["run_id"], again["sent"]], ["already there", run_id!, 0]);
  await assertOneRun(env["KAFKA_BOOTSTRAP"]!, topic, Number(messages));
});

test("ends cleanly on Ctrl-C, and --resume completes the same run", async (topic) => {
  const client = await KafkaClient.connect({ brokers: [env["KAFKA_BOOTSTRAP"]!] }, { timeoutMs: 20_000 });
  const process = spawnSorlab(env, "produce", "--topic", topic, "--data", day, "--speed", "4", "--quiet");
  await untilHolds(client, topic, 300);
  process.kill("SIGINT");
  const { code, stdout, stderr } = await outcomeOf(process);
  const summary = JSON.parse(stdout);
  assertEquals([code, summary.outcome, summary.acknowledged > 300], [130, "interrupted", true], stderr);
  assertStringIncludes(stderr, "--resume goes on");
  const torn = await sorlab(env, "backtest", "--kafka", "--topic", topic, ...SMALL);
  assertEquals(torn.code, 7);
  assertStringIncludes(torn.stderr, "1 torn");
  const resumed = await produce(topic, "--resume");
  assertEquals([resumed["run_id"], resumed["resumed_from"]], [summary.run_id, summary.acknowledged]);
  await assertOneRun(env["KAFKA_BOOTSTRAP"]!, topic, Number(resumed["messages"]));
  assertEquals(withoutSource((await backtest(topic)).stdout), await fromFile());
});

test("shows by --metrics how a replay goes on, and for no longer than it does", async (topic) => {
  const [port] = freePorts(1);
  const metrics = ["--metrics", `127.0.0.1:${port}`];
  const args = ["produce", "--topic", topic, "--data", day, ...metrics];
  const process = spawnSorlab(env, ...args, "--speed", "1");
  const measures = async (): Promise<Record<string, number>> => {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const samples = text.matchAll(/^(?:sorlab_produce|process)_(\w+)\S* (\S+)$/gm);
    return Object.fromEntries(Array.from(samples, ([, name, value]) => [name, Number(value)]));
  };
  let now: Record<string, number> = {};
  await until(async () => {
    now = await measures().catch((): Record<string, number> => ({})); // it is not up yet
    return now["messages_acknowledged_total"]! > 150;
  });
  const { messages_sent_total: sent, messages_acknowledged_total: acknowledged } = now as Record<
    string,
    number
  >;
  assert(
    sent! >= acknowledged! && now["bytes_acknowledged_total"]! > 100 * acknowledged!,
    JSON.stringify(now),
  );
  assert(now["messages_per_second"]! > 1 && now["messages_per_second"]! < 5000, JSON.stringify(now));
  assert(now["resident_memory_bytes"]! > 1e7 && now["lag_seconds"]! < 10, JSON.stringify(now));
  const taken = await sorlab(env, ...args);
  const line = `sorlab: --metrics 127.0.0.1:${port}: the port is taken: choose another\n`;
  assertEquals(taken, { code: 2, stdout: "", stderr: line });
  // A broker that does not answer: what waits for it waits longer and longer.
  await broker?.signal("STOP");
  if (broker !== undefined) await until(async () => (await measures())["lag_seconds"]! > 1);
  await broker?.signal("CONT");
  if (broker !== undefined) await until(async () => (await measures())["lag_seconds"]! < 0.5);
  const before = await measures();
  process.kill("SIGINT");
  const { code, stdout, stderr } = await outcomeOf(process);
  const summary = JSON.parse(stdout);
  assertEquals(code, 130, stderr);
  assertStringIncludes(stderr, `metrics on http://127.0.0.1:${port}/metrics\n`);
  assertEquals(before["messages_acknowledged_total"]! + before["messages_remaining"]!, summary.messages);
  assert(before["messages_sent_total"]! <= summary.acknowledged, `${before["messages_sent_total"]}`);
  await assertRejects(measures);
});

test("follows a run from before it begins to its end", async (topic) => {
  await send(topic, [{ value: "{" }]); // a topic with nothing to take yet
  const follower = beside(env, "backtest", "--kafka", "--follow", "--topic", topic, ...SMALL);
  const { code } = await sorlab(env, "produce", "--topic", topic, "--data", day, "--speed", "10", "--quiet");
  const outcome = await follower;
  assertEquals([code, outcome.code], [0, 0], outcome.stderr);
  assertEquals(withoutSource(outcome.stdout), await fromFile());
});

test("with --timeout gives up waiting for a run that never goes on", async (topic) => {
  const client = await KafkaClient.connect({ brokers: [env["KAFKA_BOOTSTRAP"]!] }, { timeoutMs: 20_000 });
  const process = spawnSorlab(env, "produce", "--topic", topic, "--data", day, "--speed", "1", "--quiet");
  await untilHolds(client, topic, 20);
  process.kill("SIGKILL");
  await outcomeOf(process);
  const startMs = performance.now();
  const waited = await sorlab(
    env,
    "backtest",
    "--kafka",
    "--follow",
    "--timeout",
    "2s",
    "--topic",
    topic,
    ...SMALL,
  );
  assertEquals(waited.code, 5);
  assertStringIncludes(waited.stderr, "the rest of run");
  assert(performance.now() - startMs < 12_000);
});

test("resumes a crashed group where it was", async (topic) => {
  const spool = `${folder}/${topic}.spool`;
  const args = [
    "backtest",
    "--kafka",
    "--topic",
    topic,
    "--follow",
    "--group",
    `${topic}-g`,
    "--spool",
    spool,
  ];
  const producer = beside(env, "produce", "--topic", topic, "--data", day, "--speed", "2", "--quiet");
  const client = await KafkaClient.connect({ brokers: [env["KAFKA_BOOTSTRAP"]!] }, { timeoutMs: 20_000 });
  await untilHolds(client, topic, 100);
  const consumer = spawnSorlab(env, ...args, ...SMALL);
  await until(async () => ((await Deno.stat(spool).catch(() => undefined))?.size ?? 0) > 10_000);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  consumer.kill("SIGKILL");
  await outcomeOf(consumer);
  const { code, stdout, stderr } = await sorlab(env, ...args, ...SMALL);
  assertEquals((await producer).code, 0);
  assertEquals(code, 0, stderr);
  assert(Number(/(\d+) messages from the spool/.exec(stderr)?.[1]) > 100, stderr);
  assertEquals(withoutSource(stdout), await fromFile());
});

test("tells when two producers at once have torn a run", async (topic) => {
  const args = ["produce", "--topic", topic, "--data", day, "--speed", "20", "--quiet"];
  const both = await Promise.all([sorlab, beside].map((run) => run(env, ...args)));
  const torn = both.filter(({ code }) => code === 7);
  assert(torn.length >= 1, both.map(({ code, stderr }) => `${code} ${stderr}`).join());
  for (const { stdout, stderr } of torn) {
    assertEquals(stdout, "");
    assertStringIncludes(stderr, `somebody else writes to partition 0 of topic ${topic}`);
    assert(!stderr.includes("--resume"), stderr);
  }
});

test("takes nothing from a spool that has outlived its topic", async (topic) => {
  const spool = `${folder}/${topic}.spool`;
  const client = await KafkaClient.connect({ brokers: [env["KAFKA_BOOTSTRAP"]!] }, { timeoutMs: 20_000 });
  const args = ["backtest", "--kafka", "--topic", topic, "--group", `${topic}-g`, "--spool", spool, ...SMALL];
  await produce(topic);
  // As a crash leaves it, behind the last message and before the result.
  const { clusterId } = await client.admin((admin) => admin.describeCluster(), "ask");
  const { spool: kept } = await Spool.open(spool, { topic, cluster: clusterId }, () => {});
  await kept.add(0, await contentsOf(env["KAFKA_BOOTSTRAP"]!, topic));
  kept.close();
  const before = await Deno.readTextFile(spool);
  await client.admin((admin) => admin.deleteTopics({ topics: [topic] }), "delete it");
  await produce(topic);
  const { code, stderr } = await sorlab(env, ...args);
  assertEquals(code, 3, stderr);
  assertStringIncludes(
    stderr,
    `${spool}: holds messages that topic ${topic} has not or not any more: remove it`,
  );
  assertEquals(await Deno.readTextFile(spool), before);
});

test("names a message that cannot be read; --skip-bad leaves it out", async (topic) => {
  const client = await KafkaClient.connect({ brokers: [env["KAFKA_BOOTSTRAP"]!] }, { timeoutMs: 20_000 });
  const producer = beside(env, "produce", "--topic", topic, "--data", day, "--speed", "4", "--quiet");
  await untilHolds(client, topic, 100);
  await send(topic, [{ value: "no snapshot", partition: 0 }]);
  assertEquals((await producer).code, 0);
  const bad = (await contentsOf(env["KAFKA_BOOTSTRAP"]!, topic)).find(({ headers }) => !headers?.["run"]);
  const refused = await sorlab(env, "backtest", "--kafka", "--topic", topic, ...SMALL);
  assertEquals([refused.code, refused.stdout], [3, ""]);
  assertStringIncludes(refused.stderr, `topic ${topic}, partition 0, offset ${bad!.offset}: `);
  const { stdout } = await backtest(topic, "--skip-bad");
  const { run, tape, warnings, warning_codes, ...figures } = JSON.parse(stdout);
  const file = JSON.parse(await fromFile());
  assertEquals(run.source.skipped_messages, 1);
  assertEquals(tape, { ...file.tape, notes: { ...file.tape.notes, skipped_messages: 1 } });
  assertEquals(warning_codes, ["skipped-messages", ...file.warning_codes]);
  assertEquals(warnings, ["1 message could not be read and is left out", ...file.warnings]);
  for (const [key, value] of Object.entries(figures)) assertEquals(value, file[key], key);
});

test("refuses a run that has lost, doubled or changed something", async (topic) => {
  await produce(topic);
  const whole = await contentsOf(env["KAFKA_BOOTSTRAP"]!, topic);
  const copy = (index: number): Message => ({
    value: whole[index]!.value as Message["value"],
    headers: whole[index]!.headers as NonNullable<Message["headers"]>,
  });
  const all = whole.map((_, index) => copy(index));
  const text = new TextDecoder().decode(whole[5]!.value!);
  const changed = text.replace(/"ask_sz":\d+/, '"ask_sz":7777');
  const changes = [
    ["lost", all.toSpliced(5, 1), 7],
    ["changed", all.toSpliced(5, 1, { ...copy(5), value: changed }), 7],
    ["broken", all.toSpliced(5, 1, { ...copy(5), value: "{" }), 7],
    ["swapped", all.toSpliced(5, 2, copy(6), copy(5)), 7],
    ["doubled", all.toSpliced(9, 0, copy(5), copy(6)), 0],
  ] as const;
  await Promise.all(changes.map(async ([name, messages, code]) => {
    await send(`${topic}-${name}`, [...messages]);
    const outcome = await sorlab(env, "backtest", "--kafka", "--topic", `${topic}-${name}`, ...SMALL);
    assertEquals(outcome.code, code, `${name}: ${outcome.stderr}`);
    if (code === 0) assertStringIncludes(outcome.stderr, "2 duplicates removed");
    else assertStringIncludes(outcome.stderr, "is damaged");
  }));
});

test("reads an ancestor's topic with --foreign, both variants", async (topic) => {
  const rows = [[2, 224.30, 600, 224.28, 900], [43, 224.29, 4430, 224.27, 200]].map((
    [publisher_id, ask_px, ask_sz, bid_px, bid_sz],
  ) => ({ publisher_id, ask_px, ask_sz, bid_px, bid_sz }));
  const times = Array.from({ length: 20 }, (_, i) => `2024-08-01T13:39:${10 + i}.644819587Z`);
  await send(topic, times.map((ts_event) => ({ value: JSON.stringify({ ts_event, records: rows }) })));
  const variant = `${topic}-variant`;
  await send(
    variant,
    times.map((ts_event) => ({
      value: JSON.stringify({ snapshot: rows.map((row) => ({ ...row, ts_event })) }),
    })),
  );
  const args = ["--foreign", "--order-size", "5000", "--fee", "0"];
  const { stdout } = await backtest(topic, ...args);
  const { tape, run, optimized } = JSON.parse(stdout);
  assertEquals([tape.rows, tape.snapshots, run.source.foreign, optimized.avg_fill_px > 224], [
    40,
    20,
    true,
    true,
  ]);
  assertEquals(withoutSource((await backtest(variant, ...args)).stdout), withoutSource(stdout));
  await send(topic, [{ value: '{"records": 5}' }]);
  const refused = await sorlab(env, "backtest", "--use-kafka", "--topic", topic, ...args, ...SMALL);
  assertEquals(refused.code, 3);
  assertStringIncludes(refused.stderr, `topic ${topic}, partition 0, offset 20: `);
  await backtest(topic, ...args, "--skip-bad");
});

test("keeps the pace of an absolute clock, as MSG_RATE says, and caps gaps", async (topic) => {
  const args = ["produce", "--topic", topic, "--data", day, "--to", "13:36:42", "--quiet"];
  const paced = await sorlab({ ...env, MSG_RATE: "5" }, ...args);
  const { seconds } = JSON.parse(paced.stdout);
  assert(seconds > 1.9 && seconds < 3.2, `10 s of tape five times as fast took ${seconds} s`);
  const capped = await sorlab(env, ...args, "--max-gap", "1us");
  assert(JSON.parse(capped.stdout).seconds < 1.5);
  assertEquals((await sorlab({ ...env, MSG_RATE: "fast" }, ...args)).code, 2);
});

test("fails with one line and a code of its own", async (topic) => {
  const [nobody] = [Deno.listen({ hostname: "127.0.0.1", port: 0 })];
  const { port } = nobody.addr as Deno.NetAddr;
  nobody.close();
  for (
    const [args, code, words] of [
      [["backtest", "--kafka", "--topic", topic, ...SMALL], 7, "there is no topic"],
      [["backtest", "--kafka", "--bootstrap", `127.0.0.1:${port}`, "--timeout", "2s"], 5, "no answer"],
      [["produce", "--bootstrap", `127.0.0.1:${port}`, "--timeout", "2s", "--data", day], 5, "no answer"],
      [["produce", "--bootstrap", "no-port", "--data", day], 2, "host:port"],
      [["backtest", "--kafka", "--data", day], 2, "exclude each other"],
      [["backtest", "--kafka", "--foreign", "--follow"], 2, "exclude each other"],
      [["kafka", "sideways"], 2, "up, status, down"],
    ] as const
  ) {
    const startMs = performance.now();
    const outcome = await sorlab(env, ...args);
    assertEquals([outcome.code, outcome.stdout], [code, ""], `${args.join(" ")}: ${outcome.stderr}`);
    assertStringIncludes(outcome.stderr, words);
    assertEquals(outcome.stderr.trimEnd().split("\n").length, 1, outcome.stderr);
    assert(performance.now() - startMs < 8_000);
  }
});

test("shows a run while it is sent, and decides as the back-test does later, byte for byte", async (topic) => {
  const asked = [
    "--side",
    "both",
    "--order-size",
    "300",
    "--every",
    "3s",
    "--interval",
    "1s",
    "--session",
    "all",
  ];
  const told = [...asked, "--reference-venue", "XNAS", "--lambda-under", "2"];
  const where = ["--kafka", "--topic", topic];
  const live = `${folder}/${topic}.live.csv`;
  const later = `${folder}/${topic}.later.csv`;
  const serving = beside(
    env,
    ...["serve", ...where, "--once", "--port", "0", "--warm-up", "2s", ...told, "--fills", live],
  );
  const sent = await sorlab(env, "produce", "--topic", topic, "--data", day, "--speed", "20", "--quiet");
  assertEquals(sent.code, 0);
  const { code, stderr } = await serving;
  assertEquals(code, 0, stderr);
  assert(stderr.startsWith(`topic ${topic}: waiting until 2s of a run are there\n`));
  const point = ["--lambda-over", "1.05", "--theta-queue", "0"];
  const backtested = await sorlab(
    env,
    ...["backtest", ...where, ...told, ...point, "--no-file", "--quiet", "--fills", later],
  );
  assertEquals({ code: backtested.code, stderr: backtested.stderr }, { code: 0, stderr: "" });
  const fills = await Deno.readTextFile(live);
  assertEquals(fills, await Deno.readTextFile(later));
  assert(fills.split("\n").length > 50);
});
