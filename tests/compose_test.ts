// compose.yaml, as far as it can be checked without containers: its shape, and that its services are those of the
// units in scripts/server/, command by command and limit by limit. That these do their work tests/scripts shows.
import { assert, assertEquals } from "@std/assert";
import { parse } from "@std/yaml/parse";
import { bash, missingPrograms, testUnless } from "./_executable.ts";
import { COMMANDS } from "../src/cli/commands.ts";
import { KAFKA_VERSION } from "../src/kafka/local/distribution.ts";

interface Service {
  image: string;
  command?: string;
  user: string;
  read_only?: boolean;
  cap_drop: string[];
  security_opt: string[];
  depends_on?: Record<string, { condition: string }>;
  environment: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  mem_limit: string;
  healthcheck?: { test: string[]; interval: string; timeout: string; retries: number; start_period: string };
}

const ROOT = decodeURIComponent(new URL("../", import.meta.url).pathname);
const compose = parse(await Deno.readTextFile(`${ROOT}compose.yaml`)) as {
  services: Record<string, Service>;
};
const { broker, producer, backtester, serve } = compose.services as Record<
  "broker" | "producer" | "backtester" | "serve",
  Service
>;

const CONDITIONS = ["service_started", "service_healthy", "service_completed_successfully"];

Deno.test("compose.yaml has services that are limited in memory, confined, every value text", () => {
  for (const [name, service] of Object.entries(compose.services)) {
    assert(/^[\w./-]+:[\w.-]+$/.test(service.image), service.image);
    assert(/^\d+m$/.test(service.mem_limit), `${name}.mem_limit`);
    assert(/^[1-9]\d*:[1-9]\d*$/.test(service.user), `${name}.user`);
    assertEquals([service.cap_drop, service.security_opt], [["ALL"], ["no-new-privileges:true"]], name);
    for (const [variable, value] of Object.entries(service.environment)) {
      assertEquals(typeof value, "string", `${name}.environment.${variable}`);
    }
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      assert(other in compose.services && CONDITIONS.includes(condition), `${name}.depends_on.${other}`);
    }
  }
  assertEquals([producer, backtester, serve].map(({ read_only }) => read_only), [true, true, true]);
});

/** What the unit of the file says for a key, the last time. */
function inUnit(unit: string, key: string): string {
  const text = Deno.readTextFileSync(new URL(`../scripts/server/${unit}.service`, import.meta.url));
  return [...text.matchAll(new RegExp(`^${key}=(.*)$`, "gm"))].at(-1)![1]!;
}

Deno.test("compose.yaml runs what the units run, in as much memory", () => {
  const ofUnit = (unit: string): string => inUnit(unit, "ExecStart").replace(/^\S*\//, "");
  for (const [unit, service] of [["sorlab-producer", producer], ["sorlab-backtester", backtester]] as const) {
    assertEquals(service.command!.trim(), ofUnit(unit));
  }
  // 127.0.0.1 of a container is the container's own.
  assertEquals(serve.command, `${ofUnit("sorlab-serve")} --host 0.0.0.0`);
  const { KAFKA_HEAP_OPTS, KAFKA_JVM_PERFORMANCE_OPTS } = broker.environment;
  const [, flags] = /java (-.*) -cp /.exec(inUnit("kafka", "ExecStart"))!;
  assertEquals(`${KAFKA_HEAP_OPTS} ${KAFKA_JVM_PERFORMANCE_OPTS}`, flags);
  for (
    const [unit, { mem_limit }] of [
      ["kafka", broker],
      ["sorlab-producer", producer],
      ["sorlab-backtester", backtester],
      ["sorlab-serve", serve],
    ] as const
  ) {
    assertEquals(mem_limit.toUpperCase(), inUnit(unit, "MemoryMax"));
  }
});

const composes = await missingPrograms("docker-compose");
testUnless(
  composes.length === 0 ? "" : "no docker-compose here",
  "docker-compose takes compose.yaml",
  async () => {
    const { code, stderr } = await bash('cd "$1" && docker-compose --file compose.yaml config --quiet', ROOT);
    assertEquals(code, 0, stderr);
  },
);

Deno.test("compose.yaml starts broker, producer and back-tester in this order", () => {
  assertEquals(producer.depends_on, { broker: { condition: "service_healthy" } });
  assertEquals(serve.depends_on, { broker: { condition: "service_healthy" } });
  assertEquals(backtester.depends_on, { producer: { condition: "service_completed_successfully" } });
});

Deno.test("compose.yaml has the broker of the tests, health-checked, on this machine alone", () => {
  assertEquals(broker.image, `apache/kafka:${KAFKA_VERSION}`);
  assertEquals(broker.healthcheck?.test.slice(0, 3), ["CMD", "bash", "-c"]);
  for (const port of [...broker.ports!, ...serve.ports!]) assert(port.startsWith("127.0.0.1:"), port);
  for (const name of ["LISTENERS", "ADVERTISED_LISTENERS", "LISTENER_SECURITY_PROTOCOL_MAP"]) {
    const listeners = broker.environment[`KAFKA_${name}`]!.split(",").map((each) => each.split(":")[0]);
    assert(listeners.includes("INSIDE") && listeners.includes("OUTSIDE"), name);
  }
});

Deno.test("compose.yaml mounts everything read-only and runs commands that sorlab takes", async () => {
  for (const { volumes = [] } of [producer, backtester, serve]) {
    for (const volume of volumes) assert(volume.endsWith(":ro"), volume);
  }
  for (const { command = "", environment } of [producer, backtester, serve]) {
    assertEquals(environment["KAFKA_BOOTSTRAP"], "broker:19092");
    const [tool, name, ...args] = command.trim().split(" ");
    assertEquals(tool, "sorlab");
    const { help: { whole, text } } = (await COMMANDS[name!]!.load()).command;
    const help = whole ?? text;
    for (const option of args.filter((word) => word.startsWith("--"))) {
      assert(help.includes(`${option} `) || help.includes(`${option},`), `${name} ${option}`);
    }
  }
});
