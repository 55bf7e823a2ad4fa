// `sorlab kafka`, and where it takes Kafka from. See _broker.ts.
import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { KafkaClient } from "../../src/kafka/client.ts";
import { KafkaFailure } from "../../src/kafka/failure.ts";
import { KAFKA_VERSION, kafkaJars, parseSha512 } from "../../src/kafka/local/distribution.ts";
import { findJava } from "../../src/kafka/local/java.ts";
import { DENO_RUN } from "../_deno_run.ts";
import { NO_BROKER_OF_OUR_OWN } from "./_broker.ts";
import { freePorts } from "./_free_ports.ts";
import { sorlabArguments, spawnSorlab } from "./_harness.ts";
import { sorlab } from "./_warm.ts";

const CACHE = decodeURIComponent(new URL("../../.kafka", import.meta.url).pathname);

/** What status tells of groups, of a broker that it knows by its address alone, and again and again. */
async function testStatus(args: string[], env: { KAFKA_BOOTSTRAP: string }, end: number): Promise<void> {
  const bootstrap = env.KAFKA_BOOTSTRAP;
  const client = await KafkaClient.connect({ brokers: [bootstrap] }, { timeoutMs: 20_000 });
  const partitions = [{ partition: 0, offset: "10" }];
  await client.admin(
    (admin) => admin.setOffsets({ groupId: "desk", topic: "mock_l1_stream", partitions }),
    "commit",
  );
  const elsewhere = await sorlab({}, "kafka", "status", "--bootstrap", bootstrap, "--metrics", "127.0.0.1:1");
  const { process, resident_mb, groups, processes } = JSON.parse(elsewhere.stdout);
  assertEquals([process, resident_mb], [null, null]);
  assertEquals(groups, [{ group: "desk", topic: "mock_l1_stream", lag: end - 10 }]);
  assertEquals(processes, { "127.0.0.1:1": null });

  // Into a pipe: a line each time, and Ctrl-C is its ordinary end.
  const watch = ["kafka", "status", ...args, "--watch", "--interval", "200ms"];
  const watching = spawnSorlab({}, ...watch);
  const reader = watching.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let lines = "";
  while (lines.split("\n").length < 4) lines += (await reader.read()).value;
  watching.kill("SIGINT");
  assertEquals((await watching.status).code, 0);
  await reader.cancel();
  await watching.stderr.cancel();
  const [first, second] = lines.split("\n");
  assertMatch(
    first!,
    new RegExp(`^[-\\d]+ [:\\d]+ UTC  broker ${bootstrap}: memory \\d+ MB; topic mock_l1_stream: `),
  );
  assertMatch(
    second!,
    /: memory \d+ MB, processor \d+ %; topic mock_l1_stream: \d+ messages, 0 a second; group desk: /,
  );

  // On a terminal: written over, and cut to its rows.
  const screen = await onTerminal(
    watch,
    { rows: 6, columns: 100 },
    (shown) => shown.split("\x1b[5A").length > 2,
  );
  const last = screen.split("\x1b[5A").at(-2)!.split("\r\n");
  assertStringIncludes(last[0]!, `UTC  broker ${bootstrap} (Kafka `);
  assertEquals(last.slice(2, 4), ["\x1b[K", "topic           messages  a second\x1b[K"]);
  assertEquals(last.slice(5), ["\x1b[J\x1b[?7h"]);
}

/** What a terminal of util-linux's `script` is given until it is enough and Ctrl-C is typed. */
async function onTerminal(
  args: string[],
  { rows, columns }: { rows: number; columns: number },
  isEnough: (shown: string) => boolean,
): Promise<string> {
  const words = [Deno.execPath(), ...sorlabArguments(args)].map((word) => `'${word}'`).join(" ");
  const process = new Deno.Command("bash", {
    args: [
      "-c",
      'exec script -qefc "stty rows $1 cols $2; exec $3" /dev/null',
      "bash",
      `${rows}`,
      `${columns}`,
      words,
    ],
    env: { TERM: "xterm", CI: "" },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let shown = "";
  while (!isEnough(shown)) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`it ended: ${shown}`);
    shown += value;
  }
  const typed = process.stdin.getWriter();
  await typed.write(new Uint8Array([3]));
  while (!(await reader.read()).done);
  await typed.close().catch(() => {}); // it has ended
  assertEquals((await process.status).code, 0);
  return shown;
}

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
      const day = `${folder}/day.csv`;
      await sorlab({}, "generate", "--duration", "15", "--rate", "100", "--out", day);
      await sorlab(env, "produce", "--data", day, "--speed", "max", "--quiet");
      const status = JSON.parse((await sorlab({}, "kafka", "status", ...args)).stdout);
      assertEquals(status.bootstrap, `127.0.0.1:${port}`);
      assert(/^\d+\.\d+/.test(status.version) && status.resident_mb > 50 && status.cpu_seconds > 0);
      assert(status.topics.mock_l1_stream[0].end_offset > 1000);
      await testStatus(args, env, status.topics.mock_l1_stream[0].end_offset);
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

/** A mirror of Apache's with a tarball of that version, whose published checksum is the one given last. */
interface Mirror extends AsyncDisposable {
  readonly cache: string;
  readonly url: string;
  readonly sha512: string;
  published: string;
}

async function mirrorOf(version: string): Promise<Mirror> {
  const cache = await Deno.makeTempDir();
  const script =
    'cd "$1" && mkdir -p "kafka_2.13-$2/libs" && echo jar >"kafka_2.13-$2/libs/kafka_2.13-$2.jar" && ' +
    'tar -czf t.tgz "kafka_2.13-$2" && rm -r "kafka_2.13-$2"';
  await new Deno.Command("bash", { args: ["-c", script, "bash", cache, version] }).output();
  const tarball = await Deno.readFile(`${cache}/t.tgz`);
  const sha512 = createHash("sha512").update(tarball).digest("hex");
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, ({ url }) => {
    return new Response(url.endsWith(".sha512") ? `kafka.tgz: ${mirror.published}\n` : tarball);
  });
  const mirror: Mirror = {
    cache,
    url: `http://127.0.0.1:${server.addr.port}`,
    sha512,
    published: sha512,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await Deno.remove(cache, { recursive: true });
    },
  };
  return mirror;
}

Deno.test("kafkaJars() unpacks Apache's tarball if its checksum is right, and only then", async () => {
  await using mirror = await mirrorOf("9.9.9");
  const told: string[] = [];
  const options = {
    cache: mirror.cache,
    version: "9.9.9",
    maven: false,
    mirrors: [mirror.url],
    tell: (message: string) => void told.push(message),
  };
  mirror.published = "0".repeat(128);
  await assertRejects(() => kafkaJars(options), KafkaFailure, "checksum of kafka_2.13-9.9.9.tgz differs");
  mirror.published = mirror.sha512;
  const jars = await kafkaJars(options);
  assertEquals(await Deno.readTextFile(`${jars}/kafka_2.13-9.9.9.jar`), "jar\n");
  assertStringIncludes(
    told.at(-1)!,
    "checked by its origin's own checksum: sorlab knows none of this version",
  );
});

Deno.test("trap: the tarball of the version tested against is held to a pinned checksum, not to a published one", async () => {
  await using mirror = await mirrorOf(KAFKA_VERSION);
  const told: string[] = [];
  const options = {
    cache: mirror.cache,
    maven: false,
    mirrors: [mirror.url],
    tell: (message: string) => void told.push(message),
  };
  await assertRejects(
    () => kafkaJars(options),
    KafkaFailure,
    `checksum of kafka_2.13-${KAFKA_VERSION}.tgz differs`,
  );
  assertEquals(told, [`getting Kafka ${KAFKA_VERSION} (about 45 MB, once)`]);
});

Deno.test("trap: jars that were changed, added or taken away since they were downloaded are not run", async () => {
  await using mirror = await mirrorOf("9.9.9");
  const options = { cache: mirror.cache, version: "9.9.9", maven: false, mirrors: [mirror.url] };
  const jars = await kafkaJars(options);
  assertEquals(await kafkaJars(options), jars);
  const refused = () =>
    assertRejects(
      () => kafkaJars(options),
      KafkaFailure,
      "not those of Kafka 9.9.9 that were downloaded: remove",
    );
  await Deno.writeTextFile(`${jars}/evil.jar`, "evil");
  await refused();
  await Deno.remove(`${jars}/evil.jar`);
  assertEquals(await kafkaJars(options), jars);
  await Deno.writeTextFile(`${jars}/kafka_2.13-9.9.9.jar`, "evil\n");
  await refused();
  await Deno.remove(`${jars}.sha256`);
  await refused();
  // Nothing that lies about in the cache is taken for the version tested against.
  await Deno.mkdir(`${mirror.cache}/kafka-${KAFKA_VERSION}`);
  await Deno.writeTextFile(
    `${mirror.cache}/kafka-${KAFKA_VERSION}/kafka_2.13-${KAFKA_VERSION}.jar`,
    "evil\n",
  );
  await assertRejects(
    () => kafkaJars({ ...options, version: KAFKA_VERSION }),
    KafkaFailure,
    "remove that folder",
  );
});

Deno.test("trap: a version of Kafka that is none is wrong usage, and makes no file anywhere", async () => {
  const folder = await Deno.makeTempDir();
  for (const version of ["x/../../y", "../4.3.0", "4.3.0/", "4", "4.3.0 ", "-4.3.0", "latest", "4.3.0\n"]) {
    const args = ["--kafka-version", version, "--folder", `${folder}/a/b`, "--cache", `${folder}/a/c`];
    const { code, stdout, stderr } = await sorlab({}, "kafka", "up", ...args);
    assertEquals([code, stdout], [2, ""]);
    assert(/^sorlab: --kafka-version .*(not a version such as 4\.3\.0|needs a value)/.test(stderr), stderr);
  }
  assertEquals(await Array.fromAsync(Deno.readDir(folder)), []);
  await Deno.remove(folder);
});

/** A Maven that looks for its settings as Maven does, notes what it finds there and fails. */
const MAVEN = `#!/bin/sh
while [ "$1" != -f ]; do shift; done
at=$(dirname "$2")
while [ "$at" != / ] && [ ! -d "$at/.mvn" ]; do at=$(dirname "$at"); done
cat "$at"/.mvn/* ./.mvn/* >"$SEEN" 2>/dev/null
exit 1
`;

Deno.test({
  name: "trap: Maven takes no options, extensions or JVM settings from the folders around it",
  ignore: Deno.build.os === "windows",
  async fn() {
    const folder = await Deno.realPath(await Deno.makeTempDir());
    await Deno.mkdir(`${folder}/bin`);
    await Deno.writeTextFile(`${folder}/bin/mvn`, MAVEN, { mode: 0o755 });
    for (const place of [folder, `${folder}/cache`]) {
      await Deno.mkdir(`${place}/.mvn`, { recursive: true });
      await Deno.writeTextFile(`${place}/.mvn/jvm.config`, "-javaagent:evil.jar\n");
    }
    const { stderr } = await new Deno.Command("bash", {
      args: [
        "-c",
        'cd "$1" && PATH=$1/bin:$PATH SEEN=$1/seen exec "${@:2}" "$1/cache"',
        "bash",
        folder,
        Deno.execPath(),
        ...DENO_RUN,
        "--allow-all",
        decodeURIComponent(new URL("_maven_process.ts", import.meta.url).pathname),
      ],
    }).output();
    assertStringIncludes(new TextDecoder().decode(stderr), "Maven Central");
    assertEquals(await Deno.readTextFile(`${folder}/seen`), "");
    assertEquals(await Array.fromAsync(Deno.readDir(`${folder}/cache`), ({ name }) => name), [".mvn"]);
    await Deno.remove(folder, { recursive: true });
  },
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
      args: [...DENO_RUN, "--allow-all", bench, "--port", String(port)],
    }).output();
    const text = new TextDecoder();
    assertEquals({ code, stdout: text.decode(stdout), stderr: text.decode(stderr) }, {
      code: 1,
      stdout: "",
      stderr: `bench:kafka: port ${port} of 127.0.0.1 is taken: choose another with --port\n`,
    });
  },
});
