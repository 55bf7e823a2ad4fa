// The list of bootstrap servers: as it is read, and against a real broker (see _broker.ts).
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { disguised, parseBootstrap, undisguised } from "../../src/kafka/bootstrap.ts";
import { NO_BROKER_OF_OUR_OWN, TestBroker } from "./_broker.ts";
import { sorlab } from "./_warm.ts";

const ignored = NO_BROKER_OF_OUR_OWN !== "";
// deno-lint-ignore no-console -- the test runner has no reason beside "ignored"
if (ignored) console.warn(`tests/kafka: bootstrap servers ignored: ${NO_BROKER_OF_OUR_OWN}`);

Deno.test("parseBootstrap() reads names, addresses of both kinds, and lists", () => {
  assertEquals(parseBootstrap("a:1, 10.0.0.5:65535 ,,"), ["a:1", "10.0.0.5:65535"]);
  assertEquals(parseBootstrap("[::1]:9093"), ["[::1]:9093"]);
  for (const alone of ["::1", "[::1]"]) assertEquals(parseBootstrap(alone), ["[::1]:9092"]);
  assertEquals(parseBootstrap("::ffff:10.0.0.5"), ["[::ffff:10.0.0.5]:9092"]);
});

Deno.test("parseBootstrap() names what is no server, and says so of a URL", () => {
  for (const wrong of ["", ",", "a", "a:0", "a:65536", "a:b:1", "[::1]:0", "[::1]x:1", "a b:1", ":9092"]) {
    assertThrows(() => parseBootstrap(wrong), Error, "use host:port", wrong);
  }
  for (const url of ["http://a:1", "kafka://a:1/x", "a:1,SSL://b:2", "http://[::1]:1"]) {
    assertThrows(() => parseBootstrap(url), Error, "no URL", url);
  }
});

Deno.test("disguised() leaves one colon, where kafkajs cuts, and undisguised() brings the rest back", () => {
  for (const [server, host] of [["[::1]:9092", "::1"], ["a_b:9092", "a_b"]] as const) {
    const parts = disguised(server).split(":");
    assertEquals([parts.length, parts[1], undisguised(parts[0]!)], [2, "9092", host]);
  }
  assertEquals(undisguised("::1"), "::1", "as the broker names itself");
});

Deno.test("trap: a URL as bootstrap server is a usage error at once", async () => {
  const data = ["--data", "no-such-file.csv"];
  for (const url of ["http://127.0.0.1:9092", "kafka://127.0.0.1:9092"]) {
    for (
      const run of [
        sorlab({}, "produce", ...data, "--bootstrap", url),
        sorlab({}, "backtest", "--kafka", "--bootstrap", url),
        sorlab({ KAFKA_BOOTSTRAP: url }, "backtest", "--kafka"),
      ]
    ) {
      const { code, stderr } = await run;
      assertEquals(code, 2, stderr);
      assertStringIncludes(stderr, "use host:port, no URL");
    }
  }
});

Deno.test({
  name: "sorlab over Kafka tries every bootstrap server: none, a silent one, one of IPv6",
  ignore: ignored,
  async fn() {
    const broker = await TestBroker.shared();
    const silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    try {
      const day = `${broker.folder}/bootstrap.csv`;
      await sorlab({}, "generate", "--duration", "20", "--rate", "20", "--seed", "9", "--out", day);
      const lists = {
        none: `127.0.0.1:1,127.0.0.1:2,${broker.bootstrap}`,
        silent: `127.0.0.1:${silent.addr.port},${broker.bootstrap}`,
        six: `127.0.0.1:1,[::1]:${broker.place.ipv6}`,
      };
      await Promise.all(
        Object.entries(lists).map(async ([topic, bootstrap]) => {
          const way = ["--topic", topic, "--bootstrap", bootstrap, "--timeout", "9s"];
          const sent = await sorlab({}, "produce", ...way, "--data", day, "--speed", "max");
          assertEquals([topic, sent.code], [topic, 0], sent.stderr);
          const rules = ["--rules", "trial", "--grid", "2", "--workers", "1", "--no-file"];
          const read = await sorlab({}, "backtest", "--kafka", ...way, ...rules);
          assertEquals([topic, read.code], [topic, 0], read.stderr);
        }),
      );
    } finally {
      silent.close();
    }
  },
});
