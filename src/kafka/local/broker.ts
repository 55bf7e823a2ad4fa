/** One Kafka broker on this machine: started, watched and stopped. @module */

import * as v from "valibot";
import { DataError } from "../../market/data_error.ts";
import { ifThere } from "../../source/if_there.ts";
import { checkedJson } from "../checked_json.ts";
import { KafkaClient } from "../client.ts";
import { sleep, withDeadline } from "../deadline.ts";
import { KafkaFailure } from "../failure.ts";
import { program, shell } from "./shell.ts";

/** A single node on this machine. */
interface LocalBrokerOptions {
  /** Folder of its data, settings and log. */
  readonly folder: string;
  /** Folder with Kafka's jars. */
  readonly jars: string;
  readonly java: string;
  /** Port of the PLAINTEXT listener; the controller's is the next one. */
  readonly port: number;
  /** Memory of the JVM, MB. */
  readonly heapMb: number;
  /** How long to wait for an answer, ms. */
  readonly timeoutMs: number;
  /** More lines of server.properties; they beat ours. */
  readonly properties?: Readonly<Record<string, string>> | undefined;
  /** More arguments for formatting, such as `--add-scram …`. */
  readonly formatArguments?: readonly string[] | undefined;
  /** More arguments of the JVM; they beat ours. */
  readonly jvmArguments?: readonly string[] | undefined;
}

const stateSchema = v.object({
  pid: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  bootstrap: v.pipe(v.string(), v.regex(/^127\.0\.0\.1:\d{1,5}$/)),
  /** Folder with the jars it was started from. */
  jars: v.string(),
});

/** A broker that runs, or ran, from a folder. */
export type BrokerState = Readonly<v.InferOutput<typeof stateSchema>>;

/** Memory and processor time of the broker's process. */
interface BrokerUsage {
  readonly residentMb: number;
  readonly cpuSeconds: number;
}

const STATE = "broker.json";
const STOP_MS = 20_000;
const POLL_MS = 100;
/** How often a broker that starts is looked at, ms: each look is programs that take processor time from it. */
const WATCH_MS = 400;
const VACATE_MS = 3_000;

/**
 * The broker of this folder, if it runs.
 *
 * @throws {DataError} if the file that says so is damaged.
 */
export async function runningBroker(folder: string): Promise<BrokerState | undefined> {
  const file = `${folder}/${STATE}`;
  let state: BrokerState;
  try {
    state = checkedJson(stateSchema, await Deno.readTextFile(file), "a broker's state");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    if (!(error instanceof DataError)) throw error;
    throw new DataError(`${error.reason}: remove it, and end the broker yourself if it runs`, { file }, {
      cause: error,
    });
  }
  return await isBroker(state.pid, folder) ? state : undefined;
}

// The id of a broker that has ended may be another process's by now.
async function isBroker(pid: number, folder: string): Promise<boolean> {
  const { stdout } = await shell(
    'if [ -r "/proc/$1/cmdline" ]; then tr "\\0" " " <"/proc/$1/cmdline"; else ps -o args= -p "$1"; fi',
    String(pid),
  );
  return stdout.includes("kafka.Kafka") && stdout.includes(folder);
}

/**
 * Starts the broker of a folder, formatting its data first where that is new, and waits until it answers.
 * Where it runs already, nothing happens.
 *
 * @throws {KafkaFailure} with what the broker's log says, if it does not come up.
 */
export async function startBroker(options: LocalBrokerOptions): Promise<BrokerState> {
  const { folder } = options;
  const running = await runningBroker(folder);
  if (running !== undefined) return running;
  // Otherwise the answer of another program on that port would be taken for the new broker's.
  for (const port of [options.port, options.port + 1]) await checkFree(port);
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(`${folder}/.gitignore`, "*\n");
  await Deno.writeTextFile(`${folder}/server.properties`, propertiesOf(options));
  await format(options);
  const state = { pid: await spawn(options), bootstrap: `127.0.0.1:${options.port}`, jars: options.jars };
  await Deno.writeTextFile(`${folder}/${STATE}`, `${JSON.stringify(state)}\n`);
  await untilItAnswers(state, options);
  return state;
}

// Tested by connecting, not by listening: the old connections of a killed broker keep its port from being
// listened on for a minute. A broker that is ending gets a moment to be gone.
async function checkFree(port: number): Promise<void> {
  const endMs = performance.now() + VACATE_MS;
  do {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    } catch (error) {
      if (error instanceof Deno.errors.ConnectionRefused || error instanceof Deno.errors.ConnectionReset) {
        return;
      }
      throw error;
    }
    await sleep(POLL_MS);
  } while (performance.now() < endMs);
  throw new KafkaFailure("unreachable", `port ${port} of 127.0.0.1 is taken: choose another with --port`);
}

function propertiesOf({ folder, port, properties }: LocalBrokerOptions): string {
  const lines = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.quorum.voters": `1@127.0.0.1:${port + 1}`,
    "listeners": `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${port + 1}`,
    "advertised.listeners": `PLAINTEXT://127.0.0.1:${port}`,
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "log.dirs": `${folder}/data`,
    "num.partitions": "1",
    "auto.create.topics.enable": "false",
    "offsets.topic.num.partitions": "1",
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.num.partitions": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "min.insync.replicas": "1",
    "group.initial.rebalance.delay.ms": "0",
    // A node that was killed cannot register again before its old session has expired: after 9 s by default.
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "500",
    "log.cleaner.dedupe.buffer.size": String(4 << 20),
    "num.network.threads": "2",
    "num.io.threads": "4",
    ...properties,
  };
  return Object.entries(lines).map(([name, value]) => `${name}=${value}\n`).join("");
}

async function format({ folder, jars, java, formatArguments = [] }: LocalBrokerOptions): Promise<void> {
  if (await ifThere(Deno.stat(`${folder}/data/meta.properties`)) !== undefined) return;
  const { code, stderr, stdout } = await program(
    java,
    // It runs for a second: quick to compile, and small.
    ...["-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"],
    ...["-cp", `${jars}/*`, "kafka.tools.StorageTool", "format"],
    ...["-t", randomClusterId(), "-c", `${folder}/server.properties`],
    ...formatArguments,
  );
  if (code !== 0) {
    throw new KafkaFailure("unreachable", `Kafka cannot format ${folder}/data: ${lastLine(stderr + stdout)}`);
  }
}

/** As `kafka.tools.StorageTool random-uuid` makes them, without a JVM: 16 random bytes, base64url, no dash in front. */
function randomClusterId(): string {
  const [first = 0, ...others] = crypto.getRandomValues(new Uint8Array(16));
  // Six bits are a character, of which the last two are the dash and the underscore: the first bit is none.
  const bytes = [first & 0x7f, ...others];
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Starts the JVM in a process group of its own, so that Ctrl-C on the terminal does not reach it. */
async function spawn(
  { folder, jars, java, heapMb, jvmArguments = [] }: LocalBrokerOptions,
): Promise<number> {
  const jvm = [`-Xms${heapMb}m`, `-Xmx${heapMb}m`, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=4"];
  const { stdout, stderr, code } = await shell(
    'set -m; log=$1; shift; nohup "$@" >"$log" 2>&1 </dev/null & echo $!',
    `${folder}/broker.log`,
    java,
    ...jvm,
    ...jvmArguments,
    "-cp",
    `${jars}/*`,
    "kafka.Kafka",
    `${folder}/server.properties`,
  );
  const pid = Number(stdout.trim());
  if (code !== 0 || !(pid > 0)) throw new KafkaFailure("unreachable", `cannot start ${java}: ${stderr}`);
  return pid;
}

async function untilItAnswers(state: BrokerState, { folder, timeoutMs }: LocalBrokerOptions): Promise<void> {
  let ended = false;
  const answer = KafkaClient.connect({ brokers: [state.bootstrap] }, { timeoutMs }).finally(() =>
    ended = true
  );
  answer.catch(() => {}); // awaited below
  const death = (async () => {
    while (!ended) {
      if (await isGone(state.pid, folder)) {
        const log = await Deno.readTextFile(`${folder}/broker.log`).catch(() => "");
        throw new KafkaFailure(
          "unreachable",
          `the broker on ${state.bootstrap} has ended: ${lastLine(log) || "its log is empty"}`,
        );
      }
      await withDeadline(answer, WATCH_MS).catch(() => {}); // awaited below
    }
  })();
  await Promise.race([answer, death]);
  await answer;
  await death;
}

/** Whether it has ended: a process shows no arguments for a moment while another program takes its place. */
async function isGone(pid: number, folder: string): Promise<boolean> {
  if (await isBroker(pid, folder)) return false;
  await sleep(POLL_MS);
  return !await isBroker(pid, folder);
}

/**
 * Stops the broker of a folder and waits for its end; kills it if it does not end in time.
 *
 * @returns whether there was one.
 */
export async function stopBroker(folder: string): Promise<boolean> {
  const state = await runningBroker(folder);
  if (state !== undefined) {
    await signalBroker(state, "TERM");
    const endMs = performance.now() + STOP_MS;
    while (await isBroker(state.pid, folder)) {
      if (performance.now() > endMs) await signalBroker(state, "KILL");
      await sleep(POLL_MS);
    }
  }
  await Deno.remove(`${folder}/${STATE}`).catch(() => {}); // there may be none
  return state !== undefined;
}

/** Sends the broker's process a signal. */
export async function signalBroker(
  { pid }: BrokerState,
  signal: "TERM" | "KILL" | "STOP" | "CONT",
): Promise<void> {
  await shell('kill -"$2" "$1"', String(pid), signal);
}

/** Memory and processor time that the broker's process takes. */
export async function brokerUsage({ pid }: BrokerState): Promise<BrokerUsage> {
  const { stdout } = await shell(
    `if [ -r "/proc/$1/stat" ]; then
  awk '/^VmRSS/ {print $2}' "/proc/$1/status"
  awk -v hz="$(getconf CLK_TCK)" '{sub(/.*\\) /, ""); print ($12 + $13) / hz}' "/proc/$1/stat"
else
  ps -o rss= -p "$1"
  ps -o time= -p "$1" | awk -F'[-:]' '{s = 0; for (i = 1; i <= NF; i++) s = s * 60 + $i; print s}'
fi`,
    String(pid),
  );
  const [kilobytes = NaN, cpuSeconds = NaN] = stdout.trim().split(/\s+/).map(Number);
  return { residentMb: Math.round(kilobytes / 1024), cpuSeconds };
}

/** The version of Kafka, as the jars' names have it. */
export async function brokerVersion({ jars }: BrokerState): Promise<string | undefined> {
  for await (const { name } of Deno.readDir(jars)) {
    const version = /^kafka_[\d.]+-(\d.*)\.jar$/.exec(name)?.[1];
    if (version !== undefined) return version;
  }
  return undefined;
}

function lastLine(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !/^\s+at |^nohup:/.test(line));
  return (lines.findLast((line) => /error|exception|in use/i.test(line)) ?? lines.at(-1) ?? "").trim();
}
