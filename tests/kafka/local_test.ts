// `sorlab kafka`, and where it takes Kafka from. See _harness.ts.
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { KafkaFailure } from "../../src/kafka/failure.ts";
import { kafkaJars, parseSha512 } from "../../src/kafka/local/distribution.ts";
import { findJava } from "../../src/kafka/local/java.ts";
import { freePorts, NO_BROKER_OF_OUR_OWN, sorlab } from "./_harness.ts";

const CACHE = decodeURIComponent(new URL("../../.kafka", import.meta.url).pathname);

Deno.test({
  name: "sorlab over Kafka: kafka up, status and down, each as often as one likes",
  ignore: NO_BROKER_OF_OUR_OWN !== "",
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "sorlab up " });
    const [port] = freePorts(1) as [number];
    const args = ["--folder", folder, "--cache", CACHE, "--port", String(port)];
    try {
      assertEquals((await sorlab({}, "kafka", "status", ...args)).code, 5);
      const up = await sorlab({}, "kafka", "up", ...args);
      assertEquals([up.code, up.stdout], [0, `127.0.0.1:${port}\n`], up.stderr);
      const again = await sorlab({}, "kafka", "up", ...args);
      assertEquals([again.code, again.stdout], [0, up.stdout]);
      assertStringIncludes(again.stderr, "up already");
      const env = { KAFKA_BOOTSTRAP: `127.0.0.1:${port}` };
      await sorlab(env, "produce", "--speed", "max", "--quiet");
      const status = JSON.parse((await sorlab({}, "kafka", "status", ...args)).stdout);
      assertEquals(status.bootstrap, `127.0.0.1:${port}`);
      assert(/^\d+\.\d+/.test(status.version) && status.resident_mb > 50 && status.cpu_seconds > 0);
      assert(status.topics.mock_l1_stream[0].end_offset > 1000);
      const taken = await sorlab(
        {},
        "kafka",
        "up",
        "--folder",
        `${folder}/b`,
        "--cache",
        CACHE,
        "--port",
        String(port),
      );
      assertEquals(taken.code, 5);
      assertStringIncludes(taken.stderr, "is taken");
    } finally {
      assertStringIncludes((await sorlab({}, "kafka", "down", ...args)).stderr, "the broker is down");
    }
    assertStringIncludes((await sorlab({}, "kafka", "down", ...args)).stderr, "was not up");
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test("findJava() names what is missing", async () => {
  const error = await assertRejects(() => findJava("/nowhere"), KafkaFailure);
  assertStringIncludes(error.message, "Java 17 or newer: /nowhere/bin/java does not run");
});

Deno.test("kafkaJars() names every source that it could not use", async () => {
  const cache = await Deno.makeTempDir();
  const mirrors = ["http://127.0.0.1:1/kafka"];
  const error = await assertRejects(() => kafkaJars({ cache, mirrors, maven: false }), KafkaFailure);
  assertStringIncludes(error.message, "127.0.0.1:1: ");
  await assertRejects(() => kafkaJars({ cache, kafkaHome: cache }), KafkaFailure, "KAFKA_HOME is");
  await Deno.remove(cache, { recursive: true });
});

Deno.test("kafkaJars() unpacks Apache's tarball if its checksum is right, and only then", async () => {
  const cache = await Deno.makeTempDir();
  const script =
    'cd "$1" && mkdir -p kafka_2.13-9.9.9/libs && echo jar >kafka_2.13-9.9.9/libs/kafka_2.13-9.9.9.jar && ' +
    "tar -czf t.tgz kafka_2.13-9.9.9 && rm -r kafka_2.13-9.9.9";
  await new Deno.Command("bash", { args: ["-c", script, "bash", cache] }).output();
  const tarball = await Deno.readFile(`${cache}/t.tgz`);
  let digest = "0".repeat(128);
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, ({ url }) => {
    return new Response(url.endsWith(".sha512") ? `kafka_2.13-9.9.9.tgz: ${digest}\n` : tarball);
  });
  const options = {
    cache,
    version: "9.9.9",
    maven: false,
    mirrors: [`http://127.0.0.1:${server.addr.port}`],
  };
  try {
    await assertRejects(() => kafkaJars(options), KafkaFailure, "checksum of kafka_2.13-9.9.9.tgz differs");
    digest = createHash("sha512").update(tarball).digest("hex");
    const jars = await kafkaJars(options);
    assertEquals(await Deno.readTextFile(`${jars}/kafka_2.13-9.9.9.jar`), "jar\n");
  } finally {
    await server.shutdown();
    await Deno.remove(cache, { recursive: true });
  }
});

Deno.test("parseSha512() reads Apache's form and that of sha512sum", () => {
  const hex = "0123456789abcdef".repeat(8);
  const groups = hex.toUpperCase().match(/.{8}/g)!.join(" ");
  assertEquals(parseSha512(`kafka.tgz: ${groups}\n`), hex);
  assertEquals(parseSha512(`${hex}  kafka.tgz\n`), hex);
});

Deno.test({
  name: "sorlab over Kafka: the benchmark says in one line that its port is taken",
  ignore: NO_BROKER_OF_OUR_OWN !== "",
  async fn() {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr as Deno.NetAddr;
    const bench = decodeURIComponent(new URL("../bench/kafka_bench.ts", import.meta.url).pathname);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--allow-all", bench, "--port", String(port)],
    }).output();
    const text = new TextDecoder();
    assertEquals({ code, stdout: text.decode(stdout), stderr: text.decode(stderr) }, {
      code: 1,
      stdout: "",
      stderr: `bench:kafka: port ${port} of 127.0.0.1 is taken: choose another with --port\n`,
    });
  },
});
