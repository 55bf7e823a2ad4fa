// TLS, SASL and ACLs against a real broker. See _broker.ts.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from "kafkajs";
import { KafkaClient } from "../../src/kafka/client.ts";
import { ensureTopic } from "../../src/kafka/topic.ts";
import { NO_BROKER_OF_OUR_OWN, PASSWORD, TestBroker } from "./_broker.ts";
import { hasOpenssl } from "./_certificates.ts";
import type { Outcome } from "./_harness.ts";
import { sorlab } from "./_warm.ts";

const ignored = NO_BROKER_OF_OUR_OWN !== "" || !hasOpenssl;
const reason = NO_BROKER_OF_OUR_OWN || "no openssl";
// deno-lint-ignore no-console -- the test runner has no reason beside "ignored"
if (ignored) console.warn(`tests/kafka: security: ignored: ${reason}`);

let broker: TestBroker;
let certificates: string;
let day: string;

Deno.test.beforeAll(async () => {
  if (ignored) return;
  broker = await TestBroker.shared();
  certificates = broker.folder;
  day = `${broker.folder}/secured.csv`;
  await sorlab({}, "generate", "--duration", "5", "--out", day);
  const client = await KafkaClient.connect({ brokers: [broker.bootstrap] }, { timeoutMs: 20_000 });
  await ensureTopic(client, "open", 1);
  await ensureTopic(client, "secret", 1);
  await grant(client);
});

/** The producers write, the readers read: no more than README says they need. */
async function grant(client: KafkaClient): Promise<void> {
  const { WRITE, DESCRIBE, READ } = AclOperationTypes;
  const { TOPIC, GROUP } = AclResourceTypes;
  const allow = (user: string, operation: AclOperationTypes, resourceType: AclResourceTypes) => ({
    principal: `User:${user}`,
    operation,
    resourceType,
    resourceName: resourceType === GROUP ? "sorlab-" : "open",
    resourcePatternType: resourceType === GROUP
      ? ResourcePatternTypes.PREFIXED
      : ResourcePatternTypes.LITERAL,
    permissionType: AclPermissionTypes.ALLOW,
    host: "*",
  });
  const acl = [
    ...["producer", "old", "plain", "CN=client"].flatMap((user) => [
      allow(user, WRITE, TOPIC),
      allow(user, DESCRIBE, TOPIC),
    ]),
    allow("reader", READ, TOPIC),
    allow("reader", READ, GROUP),
  ];
  await client.admin((admin) => admin.createAcls({ acl }), "grant rights");
}

function as(user: string, mechanism = "SCRAM-SHA-512", password = PASSWORD): Record<string, string> {
  return {
    KAFKA_BOOTSTRAP: `127.0.0.1:${broker.place.sasl}`,
    KAFKA_SECURITY_PROTOCOL: "SASL_SSL",
    KAFKA_SSL_CA_FILE: `${certificates}/ca.pem`,
    KAFKA_SASL_MECHANISM: mechanism,
    KAFKA_SASL_USERNAME: user,
    KAFKA_SASL_PASSWORD: password,
  };
}

const produce = (env: Record<string, string>, ...args: string[]): Promise<Outcome> =>
  sorlab(
    env,
    "produce",
    "--topic",
    "open",
    "--data",
    day,
    "--speed",
    "max",
    "--quiet",
    "--timeout",
    "15s",
    ...args,
  );

const backtest = (env: Record<string, string>, ...args: string[]): Promise<Outcome> =>
  sorlab(
    env,
    ...["backtest", "--kafka", "--topic", "open", "--timeout", "15s"],
    ...["--no-file", "--rules", "trial", "--grid", "1", "--workers", "1", "--quiet", ...args],
  );

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name: `sorlab over Kafka, secured: ${name}`, ignore: ignored, fn });
}

/** One clear line, the code, in time, and nothing secret. */
async function assertRefused(run: () => Promise<Outcome>, code: number, words: string): Promise<void> {
  const startMs = performance.now();
  const outcome = await run();
  assertEquals([outcome.code, outcome.stdout], [code, ""], outcome.stderr);
  assertStringIncludes(outcome.stderr, words);
  assertEquals(outcome.stderr.trimEnd().split("\n").length, 1, outcome.stderr);
  assert(!outcome.stderr.includes(PASSWORD));
  assert(performance.now() - startMs < 10_000, outcome.stderr);
}

test("SCRAM-SHA-512 over TLS, the producer writing, the back-test only reading", async () => {
  const sent = await produce(as("producer"));
  assertEquals([sent.code, sent.stderr], [0, ""]);
  const read = await backtest(as("reader"));
  assertEquals([read.code, read.stderr], [0, ""]);
  assertEquals(JSON.parse(read.stdout).run.source.run_id, JSON.parse(sent.stdout).run_id);
});

test("SCRAM-SHA-256, PLAIN and a client certificate", async () => {
  const certificate = {
    KAFKA_BOOTSTRAP: `127.0.0.1:${broker.place.mutualTls}`,
    KAFKA_SSL_CA_FILE: `${certificates}/ca.pem`,
    KAFKA_SSL_CERTIFICATE_FILE: `${certificates}/client.pem`,
    KAFKA_SSL_KEY_FILE: `${certificates}/client.pk8`,
  };
  for (const env of [as("old", "SCRAM-SHA-256"), as("plain", "PLAIN"), certificate]) {
    const { code, stderr } = await produce(env);
    assertEquals([code, stderr], [0, ""]);
  }
});

test("settings from a file, with a warning where others can read it", async () => {
  const file = `${certificates}/reader.properties`;
  await Deno.writeTextFile(
    file,
    `# for the back-test\nbootstrap.servers=127.0.0.1:${broker.place.sasl}\nsecurity.protocol=SASL_SSL\n` +
      `ssl.ca.file=${certificates}/ca.pem\nsasl.username=reader\nsasl.password=${PASSWORD}\n`,
  );
  await Deno.chmod(file, 0o600);
  const quiet = await backtest({}, "--kafka-config", file);
  assertEquals([quiet.code, quiet.stderr], [0, ""]);
  await Deno.chmod(file, 0o644);
  const warned = await backtest({}, "--kafka-config", file);
  assertEquals(warned.code, 0);
  assertStringIncludes(warned.stderr, "can be read by others (mode 644)");
});

test("a wrong password", async () => {
  await assertRefused(() => backtest(as("reader", "SCRAM-SHA-512", "wrong")), 6, "user name or password");
  await assertRefused(() => produce(as("plain", "PLAIN", "wrong")), 6, "user name or password");
});

test("a wrong CA", async () => {
  const env = { ...as("reader"), KAFKA_SSL_CA_FILE: `${certificates}/other.pem` };
  await assertRefused(() => backtest(env), 6, "certificate is not accepted");
});

test("no certificate where one is required", async () => {
  const env = {
    KAFKA_BOOTSTRAP: `127.0.0.1:${broker.place.mutualTls}`,
    KAFKA_SSL_CA_FILE: `${certificates}/ca.pem`,
  };
  await assertRefused(() => produce(env), 6, "certificate");
});

test("a forbidden topic, to write and to read", async () => {
  await assertRefused(() => produce(as("reader")), 6, "not allowed to write to topic open");
  await assertRefused(
    () =>
      sorlab(as("producer"), "produce", "--topic", "secret", "--data", day, "--quiet", "--timeout", "15s"),
    6,
    "TOPIC_AUTHORIZATION_FAILED",
  );
  await assertRefused(
    () => sorlab(as("reader"), "backtest", "--kafka", "--topic", "secret", "--no-file", "--timeout", "15s"),
    6,
    "TOPIC_AUTHORIZATION_FAILED",
  );
});

test("a reader without a group, a producer that may not resume", async () => {
  await assertRefused(
    () => backtest(as("reader"), "--group", "other", "--spool", `${certificates}/other.spool`),
    6,
    "GROUP_AUTHORIZATION_FAILED",
  );
  await assertRefused(() => produce(as("producer"), "--resume"), 6, "AUTHORIZATION_FAILED");
});
