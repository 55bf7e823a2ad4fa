// compose.yaml, as far as it can be checked without containers: its shape, and that the commands of its services
// are commands of sorlab. That they do their work tests/kafka shows, which runs the same commands.
import { assert, assertEquals } from "@std/assert";
import { parse } from "@std/yaml/parse";
import { KAFKA_VERSION } from "../src/kafka/local/distribution.ts";

interface Service {
  image: string;
  command?: string[];
  depends_on?: Record<string, { condition: string }>;
  environment: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  mem_limit: string;
  healthcheck?: { test: string[]; interval: string; timeout: string; retries: number; start_period: string };
}

const url = new URL("../compose.yaml", import.meta.url);
const compose = parse(await Deno.readTextFile(url)) as { services: Record<string, Service> };
const { broker, producer, backtester } = compose.services as Record<
  "broker" | "producer" | "backtester",
  Service
>;

const KEYS = [
  "image",
  "command",
  "depends_on",
  "environment",
  "ports",
  "volumes",
  "mem_limit",
  "healthcheck",
];
const CONDITIONS = ["service_started", "service_healthy", "service_completed_successfully"];

Deno.test("compose.yaml has services of the known keys, each limited in memory, every value text", () => {
  assertEquals(Object.keys(compose), ["services"]);
  for (const [name, service] of Object.entries(compose.services)) {
    for (const key of Object.keys(service)) assert(KEYS.includes(key), `${name}.${key}`);
    assert(/^[\w./-]+:[\w.-]+$/.test(service.image), service.image);
    assert(/^\d+m$/.test(service.mem_limit), `${name}.mem_limit`);
    for (const [variable, value] of Object.entries(service.environment)) {
      assertEquals(typeof value, "string", `${name}.environment.${variable}`);
    }
    for (const word of service.command ?? []) assertEquals(typeof word, "string");
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      assert(other in compose.services && CONDITIONS.includes(condition), `${name}.depends_on.${other}`);
    }
  }
});

Deno.test("compose.yaml starts broker, producer and back-tester in this order", () => {
  assertEquals(producer.depends_on, { broker: { condition: "service_healthy" } });
  assertEquals(backtester.depends_on, { producer: { condition: "service_completed_successfully" } });
});

Deno.test("compose.yaml has the broker of the tests, health-checked, on this machine alone", () => {
  assertEquals(broker.image, `apache/kafka:${KAFKA_VERSION}`);
  assertEquals(broker.healthcheck?.test.slice(0, 3), ["CMD", "bash", "-c"]);
  for (const port of broker.ports ?? []) assert(port.startsWith("127.0.0.1:"), port);
  for (const name of ["LISTENERS", "ADVERTISED_LISTENERS", "LISTENER_SECURITY_PROTOCOL_MAP"]) {
    const listeners = broker.environment[`KAFKA_${name}`]!.split(",").map((each) => each.split(":")[0]);
    assert(listeners.includes("INSIDE") && listeners.includes("OUTSIDE"), name);
  }
});

Deno.test("compose.yaml mounts everything read-only and runs commands that sorlab takes", async () => {
  for (const { volumes = [] } of [producer, backtester]) {
    for (const volume of volumes) assert(volume.endsWith(":ro"), volume);
  }
  for (const { command = [], environment } of [producer, backtester]) {
    assertEquals(environment["KAFKA_BOOTSTRAP"], "broker:19092");
    const [tool, name, ...args] = command;
    assertEquals(tool, "sorlab");
    const { command: found } = name === "produce"
      ? await import("../src/cli/produce.ts")
      : await import("../src/cli/backtest.ts");
    for (const option of args.filter((word) => word.startsWith("--"))) {
      assert(found.help.includes(`${option} `) || found.help.includes(`${option},`), `${name} ${option}`);
    }
  }
});
