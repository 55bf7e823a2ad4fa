// A reader whose connection is cut at any byte, or falls silent, against a real broker. See _broker.ts.
import { assert, assertEquals } from "@std/assert";
import { KafkaClient } from "../../../src/kafka/client.ts";
import { consumeRun } from "../../../src/kafka/consume.ts";
import { randomInt, seededRandom } from "../../../src/market/random.ts";
import { seeds } from "../../_seeds.ts";
import { NO_BROKER_OF_OUR_OWN, TestBroker } from "../_broker.ts";
import { figure } from "../_harness.ts";
import { Proxy } from "../_proxy.ts";
import { sorlab } from "../_warm.ts";
import { FAULT_SECONDS } from "./_seconds.ts";

const ignored = NO_BROKER_OF_OUR_OWN !== "";
// deno-lint-ignore no-console -- the test runner has no reason beside "ignored"
if (ignored) console.warn(`tests/kafka: resets ignored: ${NO_BROKER_OF_OUR_OWN}`);

/** What kafkajs has asked on a connection that is gone runs out later. */
const LEAVES_TIMERS = { sanitizeOps: false, sanitizeResources: false };

const TOPIC = "resets";
let broker: TestBroker;
let digest: string;

Deno.test.beforeAll(async () => {
  if (ignored) return;
  broker = await TestBroker.shared();
  const day = `${broker.folder}/resets.csv`;
  const made = ["--duration", String(seeds(20, 60)), "--rate", "100", "--seed", "9", "--out", day];
  await sorlab({}, "generate", ...made);
  const way = ["--bootstrap", broker.bootstrap, "--topic", TOPIC];
  const sent = await sorlab({}, "produce", ...way, "--data", day, "--speed", "max");
  digest = JSON.parse(sent.stdout).tape_digest;
});

/** Reads the run through the proxy; returns how long that took, ms. */
async function read(proxy: Proxy, timeoutMs: number, disturb: () => void): Promise<number> {
  const startMs = performance.now();
  const client = await KafkaClient.connect({ brokers: [proxy.bootstrap] }, { timeoutMs });
  disturb();
  const { start } = await consumeRun(client, { topic: TOPIC });
  assertEquals(start.tape_digest, digest);
  return performance.now() - startMs;
}

Deno.test({
  name: "sorlab over Kafka reads a run whole, whatever byte of an answer its connection is cut at",
  ignore: ignored,
  ...LEAVES_TIMERS,
  async fn() {
    await using proxy = Proxy.before(broker);
    const before = proxy.answered;
    await read(proxy, 20_000, () => {});
    const answers = proxy.answered - before;
    assert(answers > 100_000);
    let longestMs = 0;
    const most = seeds(4, 300);
    const endMs = performance.now() + FAULT_SECONDS * 1000;
    let rounds = 0;
    for (let seed = 1; seed <= most && performance.now() < endMs; seed++, rounds++) {
      const random = seededRandom(seed);
      // Half of them while it joins its group, which the first few thousand bytes are.
      const bytes = randomInt(random, seed % 2 === 0 ? answers : 4_000);
      const readAll = read(proxy, 20_000, () => proxy.cutAfter(bytes));
      longestMs = Math.max(
        longestMs,
        await readAll.catch((error) => {
          throw new Error(`seed ${seed}, cut after ${bytes} bytes: ${error.message}`, { cause: error });
        }),
      );
    }
    figure("connection reset inside an answer", { rounds, longest_s: Number((longestMs / 1000).toFixed(1)) });
  },
});

Deno.test({
  name: "sorlab over Kafka replaces a connection that has fallen silent, within its time-out",
  ignore: ignored,
  ...LEAVES_TIMERS,
  async fn() {
    await using proxy = Proxy.before(broker);
    const tookMs = await read(proxy, 9_000, () => {
      const before = proxy.answered;
      const watch = setInterval(() => {
        if (proxy.answered < before + 30_000) return;
        clearInterval(watch);
        proxy.silence();
      }, 1);
    });
    figure("connection fallen silent, --timeout 9s", { read_s: Number((tookMs / 1000).toFixed(1)) });
  },
});

/** What a reader asks on its way: the coordinator, to join, its share, where to begin, for messages. */
const REQUESTS = {
  FindCoordinator: 10,
  JoinGroup: 11,
  SyncGroup: 14,
  Heartbeat: 12,
  ListOffsets: 2,
  Fetch: 1,
};

for (const [name, apiKey] of Object.entries(REQUESTS)) {
  Deno.test({
    name: `trap: sorlab over Kafka reads on, should its connection fall silent in ${name}`,
    ignore: ignored,
    ...LEAVES_TIMERS,
    async fn() {
      await using proxy = Proxy.before(broker);
      // Of which a third is waited in vain.
      const tookMs = await read(proxy, 7_500, () => proxy.silenceAtRequest(apiKey));
      figure(`connection silent in ${name}`, { read_s: Number((tookMs / 1000).toFixed(1)) });
    },
  });
}
