import { assert, assertEquals, assertThrows } from "@std/assert";
import { DataError } from "../../src/market/data_error.ts";
import { readSettings } from "../../src/kafka/settings.ts";

const none = (): undefined => undefined;

Deno.test("readSettings() has the command line beat the file, and the file the environment", () => {
  const env = (name: string) =>
    ({ KAFKA_BOOTSTRAP: "a:1", KAFKA_SASL_USERNAME: "u", KAFKA_SASL_PASSWORD: "p" })[name];
  const file = { name: "f", text: "# c\n\nbootstrap.servers = b:2, c:3\nsasl.password=q=r\n" };
  assertEquals(readSettings({ env: none }).brokers, ["127.0.0.1:9092"]);
  assertEquals(readSettings({ env }).brokers, ["a:1"]);
  assertEquals(readSettings({ env, file }).brokers, ["b:2", "c:3"]);
  assertEquals(readSettings({ env, file, bootstrap: "d:4" }).brokers, ["d:4"]);
  assertEquals(readSettings({ env, file }).sasl, {
    mechanism: "scram-sha-512",
    username: "u",
    password: "q=r",
  });
});

Deno.test("readSettings() encrypts where there is a CA, and only then", () => {
  const of = (text: string) => readSettings({ env: none, file: { name: "f", text } });
  assertEquals(of("").tls, undefined);
  assertEquals(of("ssl.ca.file=ca").tls?.caFile, "ca");
  assert(of("sasl.username=u\nsasl.password=p\nsasl.mechanism=plain").tls === undefined);
  assert(of("security.protocol=ssl").tls !== undefined);
});

Deno.test("readSettings() says what is wrong, and never a secret", () => {
  for (
    const text of [
      "secret-by-mistake",
      "sasl.pasword=secret",
      "sasl.password=secret",
      "sasl.username=u",
      "sasl.username=u\nsasl.password=secret\nsasl.mechanism=MAGIC",
      "security.protocol=SASL_SSL",
      "security.protocol=telnet",
      "ssl.key.file=k",
      "bootstrap.servers=nowhere",
      "bootstrap.servers=host:99999",
    ]
  ) {
    const error = assertThrows(
      () => readSettings({ env: none, file: { name: "f", text } }),
      DataError,
      "",
      text,
    );
    assert(!error.message.includes("secret"), error.message);
  }
});
