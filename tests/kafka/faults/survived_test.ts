// The faults that a replay survives, each made to a real broker. Prints the figures. See _broker.ts. To start a broker
// again takes longer than all else, so the long run alone kills it, where study_queue_test.ts always does.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { KafkaClient } from "../../../src/kafka/client.ts";
import { IS_LONG, seeds } from "../../_seeds.ts";
import { NO_BROKER_OF_OUR_OWN, TestBroker } from "../_broker.ts";
import {
  assertOneRun,
  figure,
  type Outcome,
  outcomeOf,
  spawnSorlab,
  until,
  untilHolds,
} from "../_harness.ts";
import { Proxy } from "../_proxy.ts";
import { sorlab } from "../_warm.ts";

const ignored = NO_BROKER_OF_OUR_OWN !== "";
// deno-lint-ignore no-console -- the test runner has no reason beside "ignored"
if (ignored) console.warn(`tests/kafka: ignored: the faults need a broker to kill: ${NO_BROKER_OF_OUR_OWN}`);

let broker: TestBroker;
let day: string;
let expected: string;
/** Events in a second of the tape, of which a hundred are sent in ten. */
const RATE = seeds(10, 100);
/** Messages that a topic holds when a fault comes: a fifth of them. */
const UNDER_WAY = 20 * RATE;
const SMALL = ["--rules", "trial", "--grid", "2", "--workers", "1", "--no-file"];

Deno.test.beforeAll(async () => {
  if (ignored) return;
  broker = await TestBroker.shared();
  day = `${broker.folder}/survived.csv`;
  // 100 s of tape in 10 s: a broker is gone for a good part of it.
  await sorlab({}, "generate", "--duration", "100", "--rate", String(RATE), "--seed", "9", "--out", day);
  const { stdout } = await sorlab({}, "backtest", "--data", day, ...SMALL, "--quiet");
  expected = JSON.parse(stdout).run.tape_digest;
});

function test(name: string, fn: (topic: string) => Promise<void>, isRun = true): void {
  Deno.test({
    name: `sorlab over Kafka survives ${name}`,
    ignore: ignored || !isRun,
    fn: () => fn(name.replaceAll(/\W+/g, "-")),
  });
}

/** A test that kills the broker. */
function killing(name: string, fn: (topic: string) => Promise<void>): void {
  test(name, fn, IS_LONG);
}

const env = (): Record<string, string> => ({ KAFKA_BOOTSTRAP: broker.bootstrap });

function start(topic: string, ...args: string[]): Deno.ChildProcess {
  return spawnSorlab(env(), "produce", "--topic", topic, "--data", day, "--speed", "10", ...args);
}

async function untilUnderWay(topic: string): Promise<void> {
  const client = await KafkaClient.connect({ brokers: [broker.bootstrap] }, { timeoutMs: 20_000 });
  await untilHolds(client, topic, UNDER_WAY);
}

interface Summary {
  messages: number;
  sent: number;
  resumed_from: number;
  run_id: string;
  outcome: string;
  largest_lag_ms: number;
  takeovers: number;
}

function summaryOf({ code, stdout, stderr }: Outcome): Summary {
  assertEquals(code, 0, stderr);
  return JSON.parse(stdout);
}

/** Back-tests the topic; returns how many duplicates were removed. */
async function consume(topic: string): Promise<number> {
  const { code, stdout, stderr } = await sorlab(env(), "backtest", "--kafka", "--topic", topic, ...SMALL);
  assertEquals(code, 0, stderr);
  assertEquals(JSON.parse(stdout).run.tape_digest, expected);
  return Number(/(\d+) duplicates? removed/.exec(stderr)?.[1] ?? 0);
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

killing("a broker killed and restarted in the middle", async (topic) => {
  const producer = start(topic);
  await untilUnderWay(topic);
  const startMs = performance.now();
  await broker.signal("KILL");
  await broker.up();
  const outage_s = Number(((performance.now() - startMs) / 1000).toFixed(1));
  const { messages, largest_lag_ms, takeovers } = summaryOf(await outcomeOf(producer));
  await assertOneRun(broker.bootstrap, topic, messages);
  figure("broker killed (-9), restarted", {
    events: messages,
    outage_s,
    largest_lag_ms,
    takeovers,
    duplicates_removed: await consume(topic),
  });
});

killing("an outage of 40 s, or says where to go on", async (topic) => {
  const short = `${topic}-short`;
  const patient = start(topic, "--timeout", "60s");
  const impatient = start(short, "--timeout", "8s");
  await untilUnderWay(topic);
  await untilUnderWay(short);
  const startMs = performance.now();
  await broker.signal("KILL");
  const failed = await outcomeOf(impatient);
  const failedAfter_s = Number(((performance.now() - startMs) / 1000).toFixed(1));
  await wait(40_000 - (performance.now() - startMs));
  await broker.up();
  const outage_s = Number(((performance.now() - startMs) / 1000).toFixed(1));
  const { messages, takeovers } = summaryOf(await outcomeOf(patient));
  await assertOneRun(broker.bootstrap, topic, messages);
  figure("outage, --timeout 60s", {
    events: messages,
    outage_s,
    takeovers,
    duplicates_removed: await consume(topic),
  });

  assertEquals([failed.code, failed.stdout], [5, ""], failed.stderr);
  assertStringIncludes(failed.stderr, "--resume goes on from there");
  assert(failedAfter_s < 13, `${failedAfter_s} s`);
  const resumed = summaryOf(
    await sorlab(env(), "produce", "--topic", short, "--data", day, "--speed", "max", "--resume"),
  );
  await assertOneRun(broker.bootstrap, short, resumed.messages);
  figure("outage, --timeout 8s, then --resume", {
    events: resumed.messages,
    failed_after_s: failedAfter_s,
    resumed_from: resumed.resumed_from,
    duplicates_removed: await consume(short),
  });
});

test("an acknowledgement lost and the connection cut", async (topic) => {
  const proxy = Proxy.before(broker);
  try {
    const producer = start(topic, "--bootstrap", proxy.bootstrap);
    await untilUnderWay(topic);
    for (let cut = 0; cut < 3; cut++) {
      proxy.swallowAnswers();
      await until(() => proxy.swallowed > 0);
      await wait(200);
      proxy.cut();
      await wait(1_000);
    }
    const { messages, takeovers } = summaryOf(await outcomeOf(producer));
    assert(proxy.swallowed > 0);
    await assertOneRun(broker.bootstrap, topic, messages);
    figure("acknowledgement lost, connection cut, three times", {
      events: messages,
      swallowed_bytes: proxy.swallowed,
      connections: proxy.connections,
      takeovers,
      duplicates_removed: await consume(topic),
    });
  } finally {
    await proxy.close();
  }
});

test("a broker stopped for 5 s", async (topic) => {
  const patient = start(topic);
  const impatient = start(`${topic}-short`, "--timeout", "2s");
  await untilUnderWay(topic);
  await untilUnderWay(`${topic}-short`);
  await broker.signal("STOP");
  const startMs = performance.now();
  const failed = await outcomeOf(impatient);
  const failedAfter_s = Number(((performance.now() - startMs) / 1000).toFixed(1));
  await wait(5_000 - (performance.now() - startMs));
  await broker.signal("CONT");
  assertEquals(failed.code, 5, failed.stderr);
  assert(failedAfter_s < 5, `hung for ${failedAfter_s} s`);
  const { messages, largest_lag_ms } = summaryOf(await outcomeOf(patient));
  await assertOneRun(broker.bootstrap, topic, messages);
  const resumed = summaryOf(
    await sorlab(env(), "produce", "--topic", `${topic}-short`, "--data", day, "--speed", "max", "--resume"),
  );
  await assertOneRun(broker.bootstrap, `${topic}-short`, resumed.messages);
  figure("broker stopped (SIGSTOP) 5 s", {
    events: messages,
    largest_lag_ms,
    timeout_2s_failed_after_s: failedAfter_s,
    resumed_from: resumed.resumed_from,
    duplicates_removed: await consume(topic) + await consume(`${topic}-short`),
  });
});

test("a producer killed and run again", async (topic) => {
  const producer = start(topic);
  await untilUnderWay(topic);
  producer.kill("SIGKILL");
  await outcomeOf(producer);
  const again = summaryOf(await sorlab(env(), "produce", "--topic", topic, "--data", day, "--speed", "max"));
  const read = await sorlab(env(), "backtest", "--kafka", "--topic", topic, ...SMALL);
  assertEquals(read.code, 0, read.stderr);
  assertStringIncludes(read.stderr, "1 torn run ignored");
  assertEquals(JSON.parse(read.stdout).run.source.run_id, again.run_id);
  assertEquals(JSON.parse(read.stdout).run.tape_digest, expected);
  figure("producer killed (-9), rerun", {
    events: again.messages,
    torn_runs_ignored: 1,
    duplicates_removed: 0,
  });
});

test("a producer killed and resumed", async (topic) => {
  const producer = start(topic);
  await untilUnderWay(topic);
  producer.kill("SIGKILL");
  await outcomeOf(producer);
  const resumed = summaryOf(
    await sorlab(env(), "produce", "--topic", topic, "--data", day, "--speed", "max", "--resume"),
  );
  assert(resumed.resumed_from > 0.95 * UNDER_WAY);
  await assertOneRun(broker.bootstrap, topic, resumed.messages);
  figure("producer killed (-9), --resume", {
    events: resumed.messages,
    resumed_from: resumed.resumed_from,
    duplicates_removed: await consume(topic),
  });
});

killing("a broker killed under the back-test that follows", async (topic) => {
  const producer = start(topic, "--quiet");
  await untilUnderWay(topic);
  const follower = spawnSorlab(env(), "backtest", "--kafka", "--follow", "--topic", topic, ...SMALL);
  await wait(1_500);
  await broker.signal("KILL");
  await broker.up();
  const { messages } = summaryOf(await outcomeOf(producer));
  const { code, stdout, stderr } = await outcomeOf(follower);
  assertEquals(code, 0, stderr);
  assertEquals(JSON.parse(stdout).run.tape_digest, expected);
  figure("broker killed under the follower", { events: messages });
});
