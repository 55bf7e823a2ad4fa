// What the tests against a real broker share. They start it themselves, by the code of `sorlab kafka up`;
// where neither Java nor a broker (KAFKA_BOOTSTRAP) is there they are ignored, with the reason.
import { assertEquals } from "@std/assert";
import { KafkaClient } from "../../src/kafka/client.ts";
import { type BrokerState, signalBroker, startBroker, stopBroker } from "../../src/kafka/local/broker.ts";
import { kafkaJars } from "../../src/kafka/local/distribution.ts";
import { findJava } from "../../src/kafka/local/java.ts";
import { readTopic, type StoredMessage } from "../../src/kafka/read_topic.ts";
import { envelopeOf } from "../../src/kafka/replay_messages.ts";
import { partitionRanges } from "../../src/kafka/topic.ts";
import { assertArtefact } from "../report/_schema.ts";

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);
const ENVIRONMENT = "DATA_PATH,NO_COLOR,NODE_ENV,KAFKA_*,KAFKAJS_*,MSG_RATE,JAVA_HOME";

/** A day of real data, where it is there. */
export const TAQ_DAY = `${ROOT}../shared/data/taq_xxx_20180102.mbp-1.csv.gz`;

/** How a run of sorlab ended. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** What this Deno is called with to run sorlab. */
export function sorlabArguments(args: readonly string[]): string[] {
  const permissions = ["--allow-read", "--allow-write", "--allow-net", "--allow-run=/bin/sh"];
  return ["run", "--quiet", ...permissions, `--allow-env=${ENVIRONMENT}`, `${ROOT}main.ts`, ...args];
}

/** The executable to test instead of the source, where this names one. */
const EXECUTABLE = Deno.env.get("SORLAB_TEST_EXECUTABLE");

/** A program and its arguments. The tests may not run the executable but by bash, which it replaces. */
function programOf(args: readonly string[]): [string, string[]] {
  if (!EXECUTABLE) return [Deno.execPath(), sorlabArguments(args)];
  return ["bash", ["-c", 'exec "$0" "$@"', EXECUTABLE, ...args]];
}

/** Starts sorlab as a process of its own. */
export function spawnSorlab(env: Record<string, string>, ...args: string[]): Deno.ChildProcess {
  const [program, programArguments] = programOf(args);
  return new Deno.Command(program, {
    args: programArguments,
    env: { NO_COLOR: "1", DATA_PATH: "", KAFKA_BOOTSTRAP: "", MSG_RATE: "", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** The end of such a process. */
export async function outcomeOf(process: Deno.ChildProcess): Promise<Outcome> {
  const { code, stdout, stderr } = await process.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Runs sorlab to its end. */
export function sorlab(env: Record<string, string>, ...args: string[]): Promise<Outcome> {
  return outcomeOf(spawnSorlab(env, ...args));
}

// Below the ports of outgoing connections: one of those could take a broker's while it is down.
const LOWEST_PORT = 15_000;
const PAIRS = 8_000;

/** A port that nothing listens on, and so is the one above it. */
function freePort(): number {
  while (true) {
    const port = LOWEST_PORT + 2 * (crypto.getRandomValues(new Uint16Array(1))[0]! % PAIRS);
    try {
      for (const each of [port, port + 1]) Deno.listen({ hostname: "127.0.0.1", port: each }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}

const MOST_STARTS = 3;

/** Several such ports. */
export function freePorts(count: number): number[] {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(freePort());
  return [...ports];
}

interface Installation {
  java: string;
  jars: string;
}

async function installation(): Promise<Installation | string> {
  try {
    const java = await findJava(Deno.env.get("JAVA_HOME"));
    const jars = await kafkaJars({ cache: `${ROOT}.kafka`, kafkaHome: Deno.env.get("KAFKA_HOME") });
    return { java, jars };
  } catch (error) {
    return (error as Error).message;
  }
}

const installed = await installation();

/** Why no broker can be started here; empty where one can. */
export const NO_BROKER_OF_OUR_OWN: string = typeof installed === "string" ? installed : "";

/** A broker of a test's own, which it may kill. */
export class TestBroker {
  readonly folder: string;
  readonly port: number;
  #properties: Record<string, string>;
  #formatArguments: string[];
  #state: BrokerState | undefined;

  private constructor(
    folder: string,
    port: number,
    properties: Record<string, string>,
    formatArguments: string[],
  ) {
    this.folder = folder;
    this.port = port;
    this.#properties = properties;
    this.#formatArguments = formatArguments;
  }

  /** Starts one in a new folder; again on other ports where somebody else took these meanwhile. */
  static async start(
    properties: (port: number, folder: string) => Record<string, string> = () => ({}),
    formatArguments: string[] = [],
  ): Promise<TestBroker> {
    for (let tries = 1;; tries++) {
      const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "sorlab kafka " }));
      const port = freePort();
      const broker = new TestBroker(folder, port, properties(port, folder), formatArguments);
      try {
        await broker.up();
        return broker;
      } catch (error) {
        // deno-lint-ignore no-console -- a failure before the first test is otherwise not shown
        console.warn(`tests/kafka: the broker on port ${port} did not start: ${(error as Error).message}`);
        await broker.remove().catch(() => {});
        if (tries === MOST_STARTS) throw error;
      }
    }
  }

  get bootstrap(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Starts it, again after `kill`. */
  async up(): Promise<void> {
    const { java, jars } = installed as Installation;
    this.#state = await startBroker({
      folder: this.folder,
      jars,
      java,
      port: this.port,
      heapMb: 256,
      timeoutMs: 60_000,
      properties: this.#properties,
      formatArguments: this.#formatArguments,
    });
  }

  /** Sends its process a signal. */
  async signal(signal: "KILL" | "STOP" | "CONT"): Promise<void> {
    await signalBroker(this.#state!, signal);
    // Until the process is gone the folder counts as having a broker.
    if (signal === "KILL") await stopBroker(this.folder);
  }

  /** Stops it and removes its folder. */
  async remove(): Promise<void> {
    await stopBroker(this.folder);
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** A broker's listener whose advertised address is a proxy's, so that clients stay with it. */
export function proxiedListeners(
  proxiedPort: number,
  proxyPort: number,
): (port: number) => Record<string, string> {
  return (port) => ({
    "listeners": `PLAINTEXT://127.0.0.1:${port},PROXIED://127.0.0.1:${proxiedPort},CONTROLLER://127.0.0.1:${
      port + 1
    }`,
    "advertised.listeners": `PLAINTEXT://127.0.0.1:${port},PROXIED://127.0.0.1:${proxyPort}`,
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT",
  });
}

/** Everything in a topic, in order. */
export async function contentsOf(bootstrap: string, topic: string): Promise<StoredMessage[]> {
  const client = await KafkaClient.connect({ brokers: [bootstrap] }, { timeoutMs: 20_000 });
  const [range] = await partitionRanges(client, topic);
  const all: StoredMessage[] = [];
  if (range === undefined || range.low === range.end) return all;
  await readTopic(client, {
    topic,
    from: new Map([[0, range.low]]),
    waitingFor: () => "all",
    onBatch({ messages, nextOffset }) {
      all.push(...messages);
      return nextOffset >= range.end;
    },
  });
  return all;
}

/** Asserts that a topic holds one run, whole: every message once, in order, between its markers. */
export async function assertOneRun(bootstrap: string, topic: string, messages: number): Promise<void> {
  const envelopes = (await contentsOf(bootstrap, topic)).map(({ headers }) => envelopeOf(headers));
  assertEquals(envelopes.length, messages + 2);
  assertEquals(new Set(envelopes.map((envelope) => envelope?.runId)).size, 1);
  assertEquals([envelopes[0]?.kind, envelopes.at(-1)?.kind], ["start", "end"]);
  for (const [at, envelope] of envelopes.slice(1, -1).entries()) {
    if (envelope?.kind !== "data" || envelope.sequence !== at) {
      throw new Error(`${JSON.stringify(envelope)} at ${at}`);
    }
  }
}

/** The artefact, held to its schema, without `run.source`, as text. */
export function withoutSource(artefact: string): string {
  const parsed = JSON.parse(artefact);
  assertArtefact(parsed);
  delete parsed.run.source;
  return JSON.stringify(parsed);
}

/** Waits until the line-wise output of a process says something. */
export async function until(condition: () => Promise<boolean> | boolean, ms = 20_000): Promise<void> {
  const endMs = performance.now() + ms;
  while (!await condition()) {
    if (performance.now() > endMs) throw new Error("waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** How many messages a topic of one partition holds. */
export async function sizeOf(client: KafkaClient, topic: string): Promise<number> {
  try {
    return Number((await partitionRanges(client, topic))[0]?.end ?? 0n);
  } catch {
    return 0;
  }
}

/** Prints a line of the fault table. */
export function figure(fault: string, values: Record<string, string | number>): void {
  const text = Object.entries(values).map(([name, value]) => `${name} ${value}`).join(", ");
  // deno-lint-ignore no-console -- the figures are what these tests are for
  console.log(`fault: ${fault}: ${text}`);
}
