// Batches as large as the topic takes and no larger, against a real broker. See _broker.ts.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ConfigResourceTypes, type IResourceConfigEntry, Kafka, logLevel } from "kafkajs";
import { seeds } from "../_seeds.ts";
import { NO_BROKER_OF_OUR_OWN, TestBroker } from "./_broker.ts";
import { assertOneRun, type Outcome } from "./_harness.ts";
import { sorlab } from "./_warm.ts";

const ignored = NO_BROKER_OF_OUR_OWN !== "";
// deno-lint-ignore no-console -- the test runner has no reason beside "ignored"
if (ignored) console.warn(`tests/kafka: bytes of batches ignored: ${NO_BROKER_OF_OUR_OWN}`);

const EVENTS = seeds(1_200, 3_000);
const ROWS_AN_EVENT = 12;
const TIMES = "2024-08-01T13:36:32.";

/** Events of twelve rows: 1,000 of them are more than the 1 MiB that a topic usually takes. */
function burstsCsv(events: number): string {
  const head = "ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,depth,price,size,flags," +
    "ts_in_delta,sequence,bid_px_00,ask_px_00,bid_sz_00,ask_sz_00,bid_ct_00,ask_ct_00,symbol\n";
  const rows = Array.from({ length: events * ROWS_AN_EVENT }, (_, row) => {
    const time = `${TIMES}${String(100_000_000 + Math.floor(row / ROWS_AN_EVENT))}Z`;
    const venue = 1 + row % ROWS_AN_EVENT;
    return `${time},${time},1,${venue},1,A,A,0,100.01,100,0,0,${row},100.00,100.01,100,${
      200 + row % 7
    },1,1,X`;
  });
  return `${head}${rows.join("\n")}\n`;
}

Deno.test({
  name: "trap: sorlab over Kafka bounds batches by bytes, by the topic's limit and the broker's",
  ignore: ignored,
  async fn() {
    const broker = await TestBroker.shared();
    const data = `${broker.folder}/bursts.csv`;
    await Deno.writeTextFile(data, burstsCsv(EVENTS));
    const kafka = new Kafka({ brokers: [broker.bootstrap], logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    const limitBroker = (configEntries: IResourceConfigEntry[]) =>
      admin.alterConfigs({
        validateOnly: false,
        resources: [{ type: ConfigResourceTypes.BROKER, name: "1", configEntries }],
      });
    const limitOf = async (topic: string): Promise<string | undefined> => {
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configNames: ["max.message.bytes"] }],
      });
      return resources[0]?.configEntries[0]?.configValue;
    };
    try {
      await limitBroker([{ name: "message.max.bytes", value: "300000" }]);
      const make = (topic: string, bytes: number) =>
        admin.createTopics({
          waitForLeaders: false, // kafkajs gives up where a leader is not known at once
          topics: [{ topic, configEntries: [{ name: "max.message.bytes", value: String(bytes) }] }],
        });
      await make("small", 20_000);
      await make("tiny", 900);
      await make("least", 100);
      const produce = (topic: string, ...args: string[]): Promise<Outcome> =>
        sorlab(
          { KAFKA_BOOTSTRAP: broker.bootstrap },
          ...["produce", "--topic", topic, "--data", data, "--speed", "max", "--timeout", "20s", ...args],
        );
      for (const topic of ["broker-limit", "small"]) {
        const { code, stderr } = await produce(topic);
        assertEquals(code, 0, stderr);
        await assertOneRun(broker.bootstrap, topic, EVENTS);
      }
      assertEquals(await limitOf("broker-limit"), "300000");
      const startMs = performance.now();
      const { code, stderr } = await produce("tiny");
      assert(performance.now() - startMs < 15_000);
      assertEquals(code, 6, stderr);
      assertStringIncludes(stderr, "topic tiny takes 900 at most");
      assert(/message 0 takes \d+ bytes/.test(stderr) && !stderr.includes("--resume"), stderr);
      const refused = await produce("least", "--compression", "gzip", "--batch", "1000");
      assertEquals(refused.code, 6, refused.stderr);
      assertStringIncludes(refused.stderr, "MESSAGE_TOO_LARGE");
      assert(!refused.stderr.includes("--resume"), refused.stderr);
    } finally {
      await limitBroker([]);
      await admin.disconnect();
    }
  },
});
