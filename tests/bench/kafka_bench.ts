/**
 * `deno task bench:kafka`: `sorlab produce` and `sorlab backtest --kafka` over a broker of its own, against bare
 * kafkajs loops with the same batches and bytes in the same run, one figure a line. Compare the ratios. `--port N`
 * takes another port for the broker, `--race` leaves the memory out.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { KafkaClient } from "../../src/kafka/client.ts";
import { KafkaFailure } from "../../src/kafka/failure.ts";
import { findRuns } from "../../src/kafka/find_runs.ts";
import { startBroker, stopBroker } from "../../src/kafka/local/broker.ts";
import { kafkaJars } from "../../src/kafka/local/distribution.ts";
import { findJava } from "../../src/kafka/local/java.ts";
import { ensureTopic } from "../../src/kafka/topic.ts";
import { TapeBuilder } from "../../src/market/tape.ts";
import { type Figure, formatFigure } from "./figure.ts";
import type { Contender, Heat, Lap } from "./kafka_contender.ts";

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);
const ROUNDS = 7;
const ARGUMENTS = parseArgs(Deno.args, { boolean: ["race"], string: ["port"], default: { port: "19192" } });

/** Contenders, each a worker, and the laps of each. */
class Race {
  readonly laps: Record<Contender, Lap[]> = { bareProduce: [], produce: [], bareConsume: [], consume: [] };
  #workers = new Map<Contender, Worker>();
  #bootstrap: string;

  constructor(bootstrap: string) {
    this.#bootstrap = bootstrap;
  }

  /** One contender at a time: there are few cores, and one broker. */
  async run(contender: Contender, topic: string): Promise<void> {
    const lap = await ask(this.#worker(contender), { contender, topic, bootstrap: this.#bootstrap });
    this.laps[contender].push(lap);
  }

  #worker(contender: Contender): Worker {
    const there = this.#workers.get(contender);
    if (there !== undefined) return there;
    const worker = new Worker(new URL("./kafka_contender.ts", import.meta.url).href, { type: "module" });
    this.#workers.set(contender, worker);
    return worker;
  }

  /** Median seconds; the first lap warmed the broker and the compiler up. */
  seconds(contender: Contender): number {
    const seconds = this.laps[contender].slice(1).map((lap) => lap.seconds).toSorted((a, b) => a - b);
    return seconds[seconds.length >> 1]!;
  }

  end(): void {
    for (const worker of this.#workers.values()) worker.terminate();
  }
}

function ask(worker: Worker, heat: Heat): Promise<Lap> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Lap>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(heat);
  });
}

async function race(client: KafkaClient): Promise<Figure[]> {
  const race = new Race(client.brokers);
  for (let round = 0; round <= ROUNDS; round++) {
    const ours = `bench-${round}`;
    const bare = `${ours}-bare`;
    for (const topic of [ours, bare]) await ensureTopic(client, topic, 1);
    // Now the one first, now the other: whoever comes second finds the broker warmer.
    const turn = (both: Contender[]): Contender[] => round % 2 === 0 ? both : both.toReversed();
    for (const contender of turn(["bareProduce", "produce"])) {
      await race.run(contender, contender === "produce" ? ours : bare);
    }
    for (const contender of turn(["bareConsume", "consume"])) await race.run(contender, ours);
  }
  race.end();
  const [{ messages, bytes }] = race.laps.bareProduce as [Required<Lap>];
  return [
    { name: "kafka_messages", value: messages, unit: "messages" },
    { name: "kafka_message_size", value: bytes / messages, unit: "bytes" },
    ...([["produce", "bareProduce"], ["consume", "bareConsume"]] as const).flatMap(([what, bare]) => [
      { name: `kafka_${what}`, value: messages / race.seconds(what), unit: "messages/s" },
      { name: `kafka_${what}_bare`, value: messages / race.seconds(bare), unit: "messages/s" },
      { name: `kafka_${what}_over_bare`, value: race.seconds(bare) / race.seconds(what), unit: "times" },
    ]),
  ];
}

/** Peaks of whole processes, MB, and the tape that they were of. */
interface Peaks {
  readonly produce: number;
  readonly backtest: number;
  readonly rows: number;
  readonly messages: number;
}

/** Seconds of generated market: enough for the heap to be nearly as large as it gets, and four times that. */
const SHORT_SECONDS = 4000;
const LONG_SECONDS = 16_000;

async function memory(client: KafkaClient, folder: string): Promise<Figure[]> {
  const short = await peaks(client, folder, SHORT_SECONDS);
  const long = await peaks(client, folder, LONG_SECONDS);
  const columnBytes = Object.values(new TapeBuilder(1).columns)
    .reduce((sum, { BYTES_PER_ELEMENT }) => sum + BYTES_PER_ELEMENT, 0);
  const columnMegabytes = columnBytes * (long.rows - short.rows) / 2 ** 20;
  const events = long.messages - short.messages;
  return [
    { name: "kafka_memory_messages_short", value: short.messages, unit: "messages" },
    { name: "kafka_memory_messages_long", value: long.messages, unit: "messages" },
    { name: "kafka_memory_columns", value: columnMegabytes * 2 ** 20 / events, unit: "bytes/event" },
    ...(["produce", "backtest"] as const).flatMap((what) => [
      { name: `kafka_${what}_memory_short`, value: short[what], unit: "MB" },
      { name: `kafka_${what}_memory_long`, value: long[what], unit: "MB" },
      {
        name: `kafka_${what}_memory_beyond_columns`,
        value: (long[what] - short[what] - columnMegabytes) * 2 ** 20 / events,
        unit: "bytes/event",
      },
    ]),
  ];
}

async function peaks(client: KafkaClient, folder: string, seconds: number): Promise<Peaks> {
  const day = `${folder}/${seconds}.csv`;
  await sorlab("generate", "--duration", String(seconds), "--quiet", "--out", day);
  const topic = `memory-${seconds}`;
  const base = ["--bootstrap", client.brokers, "--topic", topic, "--quiet"];
  const produce = await sorlab("produce", "--data", day, "--speed", "max", ...base);
  await Deno.remove(day);
  const grid = ["--rules", "trial", "--grid", "1", "--workers", "1", "--no-file"];
  const backtest = await sorlab("backtest", "--kafka", ...grid, ...base);
  const [run] = await findRuns(client, topic, 0);
  return { produce, backtest, rows: run!.start.rows, messages: run!.start.messages };
}

/** Runs sorlab and samples its resident memory; MB at most. */
async function sorlab(...args: string[]): Promise<number> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-all", `${ROOT}main.ts`, ...args],
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  let ended = false;
  let peakKb = 0;
  const sampling = (async () => {
    while (!ended) {
      const status = await Deno.readTextFile(`/proc/${process.pid}/status`).catch(() => "");
      peakKb = Math.max(peakKb, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  const { success } = await process.status;
  ended = true;
  await sampling;
  if (!success) throw new Error(`sorlab ${args.join(" ")} failed`);
  return peakKb / 1024;
}

async function figures(folder: string): Promise<Figure[]> {
  const { bootstrap } = await startBroker({
    folder,
    jars: await kafkaJars({ cache: `${ROOT}.kafka`, kafkaHome: Deno.env.get("KAFKA_HOME") }),
    java: await findJava(Deno.env.get("JAVA_HOME")),
    port: Number(ARGUMENTS.port),
    heapMb: 256,
    timeoutMs: 60_000,
  });
  const client = await KafkaClient.connect({ brokers: [bootstrap] }, { timeoutMs: 60_000 });
  return [...await race(client), ...(ARGUMENTS.race ? [] : await memory(client, folder))];
}

/** Prints the figures; of a broker that does not come up one line. */
async function main(): Promise<number> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "sorlab bench kafka " }));
  const encoder = new TextEncoder();
  try {
    const lines = (await figures(folder)).map(formatFigure).join("\n");
    await Deno.stdout.write(encoder.encode(`${lines}\n`));
    return 0;
  } catch (error) {
    if (!(error instanceof KafkaFailure)) throw error;
    await Deno.stderr.write(encoder.encode(`bench:kafka: ${error.message}\n`));
    return 1;
  } finally {
    await stopBroker(folder);
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.exit(await main());
