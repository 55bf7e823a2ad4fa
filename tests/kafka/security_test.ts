// TLS, SASL and ACLs against a real broker. See _harness.ts.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from "kafkajs";
import { KafkaClient } from "../../src/kafka/client.ts";
import { ensureTopic } from "../../src/kafka/topic.ts";
import { freePorts, NO_BROKER_OF_OUR_OWN, type Outcome, sorlab, TestBroker } from "./_harness.ts";

const PASSWORD = "correct horse battery";
const CERTIFICATES = `set -e; cd "$1"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=ca -keyout ca.key -out ca.pem
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=stranger -keyout other.key -out other.pem
sign() {
  openssl req -newkey rsa:2048 -nodes -subj "/CN=$1" -keyout "$1.key" -out "$1.csr"
  printf 'subjectAltName=IP:127.0.0.1,DNS:localhost\\n' >"$1.ext"
  openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile "$1.ext" -out "$1.pem"
  openssl pkcs8 -topk8 -nocrypt -in "$1.key" -out "$1.pk8"
}
sign server; sign client
cat server.pk8 server.pem >server.keystore`;

const bash = (script: string, ...args: string[]): Promise<Deno.CommandOutput> =>
  new Deno.Command("bash", { args: ["-c", script, "bash", ...args], stdout: "null", stderr: "piped" })
    .output();

const hasOpenssl = (await bash("type openssl")).success;
const ignored = NO_BROKER_OF_OUR_OWN !== "" || !hasOpenssl;
const reason = NO_BROKER_OF_OUR_OWN || "no openssl";
// deno-lint-ignore no-console -- the test runner has no reason beside "ignored"
if (ignored) console.warn(`tests/kafka: security: ignored: ${reason}`);

let broker: TestBroker;
let certificates: string;
let saslPort: number;
let tlsPort: number;
let day: string;

function properties(port: number): Record<string, string> {
  const jaas = (module: string, rest = "") => `org.apache.kafka.common.security.${module} required${rest};`;
  return {
    "listeners": `PLAINTEXT://127.0.0.1:${port},SASL://127.0.0.1:${saslPort},MTLS://127.0.0.1:${tlsPort},` +
      `CONTROLLER://127.0.0.1:${port + 1}`,
    "advertised.listeners":
      `PLAINTEXT://127.0.0.1:${port},SASL://127.0.0.1:${saslPort},MTLS://127.0.0.1:${tlsPort}`,
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,SASL:SASL_SSL,MTLS:SSL,CONTROLLER:PLAINTEXT",
    "ssl.keystore.type": "PEM",
    "ssl.keystore.location": `${certificates}/server.keystore`,
    "ssl.truststore.type": "PEM",
    "ssl.truststore.location": `${certificates}/ca.pem`,
    "listener.name.mtls.ssl.client.auth": "required",
    "sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
    "listener.name.sasl.plain.sasl.jaas.config": jaas("plain.PlainLoginModule", ` user_plain="${PASSWORD}"`),
    "listener.name.sasl.scram-sha-256.sasl.jaas.config": jaas("scram.ScramLoginModule"),
    "listener.name.sasl.scram-sha-512.sasl.jaas.config": jaas("scram.ScramLoginModule"),
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": "User:ANONYMOUS",
  };
}

const USERS = [["producer", "512"], ["reader", "512"], ["old", "256"]] as const;

Deno.test.beforeAll(async () => {
  if (ignored) return;
  certificates = await Deno.makeTempDir({ prefix: "sorlab certificates " });
  const made = await bash(CERTIFICATES, certificates);
  assert(made.success, new TextDecoder().decode(made.stderr));
  [saslPort, tlsPort] = freePorts(2) as [number, number];
  broker = await TestBroker.start(
    properties,
    USERS.flatMap(([name, bits]) => ["--add-scram", `SCRAM-SHA-${bits}=[name=${name},password=${PASSWORD}]`]),
  );
  day = `${broker.folder}/day.csv`;
  await sorlab({}, "generate", "--duration", "5", "--out", day);
  const client = await KafkaClient.connect({ brokers: [broker.bootstrap] }, { timeoutMs: 20_000 });
  await ensureTopic(client, "open", 1);
  await ensureTopic(client, "secret", 1);
  await grant(client);
});

Deno.test.afterAll(async () => {
  if (ignored) return;
  await broker.remove();
  await Deno.remove(certificates, { recursive: true });
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
    KAFKA_BOOTSTRAP: `127.0.0.1:${saslPort}`,
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
    KAFKA_BOOTSTRAP: `127.0.0.1:${tlsPort}`,
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
    `# for the back-test\nbootstrap.servers=127.0.0.1:${saslPort}\nsecurity.protocol=SASL_SSL\n` +
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
  const env = { KAFKA_BOOTSTRAP: `127.0.0.1:${tlsPort}`, KAFKA_SSL_CA_FILE: `${certificates}/ca.pem` };
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
