/** `sorlab kafka status`: a broker, what it holds, and those who use it, once or again and again. @module */

import type { KafkaClient } from "../kafka/client.ts";
import type { ClusterStatus } from "../kafka/cluster_status.ts";
import type { BrokerState } from "../kafka/local/broker.ts";
import type { ListenAddress } from "../metrics/endpoint.ts";
import { readMetrics } from "../metrics/read_metrics.ts";
import { Interrupted } from "./errors.ts";
import { interruptible } from "./interrupt.ts";
import { connectKafka, kafkaOptions } from "./kafka_options.ts";
import { metrics as metricsAddress } from "./metrics_option.ts";
import { duration, flag, onlyWith, type Option, type Values } from "./options.ts";
import { drawsOn, jsonText, printable, printableLines, printResult, stdoutColumns } from "./output.ts";
import { statusLine, type StatusReading, statusTable } from "./status_view.ts";

/** Processes that serve metrics. */
const processes: Option<readonly ListenAddress[]> = {
  placeholder: "HOST:PORT,…",
  help: "status: look at these processes too, which were started with --metrics there",
  fallback: [],
  read: (given) => given.split(",").map((each) => metricsAddress.read(each.trim())!),
};

/** What only `status` reads. */
export const statusOptions = {
  watch: flag("status: look again and again, until Ctrl-C: memory, processor, messages, lag"),
  ...onlyWith({ option: "watch", values: [true], otherwise: "only --watch looks again" }, {
    interval: duration(2e9, "status: so often, with --watch", { min: 200e6, max: 3600e9 }),
  }),
  metrics: processes,
  bootstrap: {
    ...kafkaOptions.bootstrap,
    help: "status: of this broker, wherever it is, not of the folder's",
  },
  kafkaConfig: {
    ...kafkaOptions.kafkaConfig,
    help: "status: how to reach that one and get in, as with produce",
  },
};

/** What `status` has to know. */
type StatusValues = Values<typeof statusOptions> & { readonly timeout: number };

/** Of the longest wait for an answer while watching, so that one shows that does not come. */
const WATCH_TIMEOUT_NS = 5e9;

/**
 * Prints what is known of a broker.
 *
 * @param folder of a broker on this machine, where no other is named.
 * @throws {KafkaFailure} if there is none, or no answer in time.
 */
export async function status(values: StatusValues, folder: () => Promise<string>): Promise<void> {
  const isRemote = values.bootstrap !== undefined || values.kafkaConfig !== undefined;
  const timeout = values.watch ? Math.min(values.timeout, WATCH_TIMEOUT_NS) : values.timeout;
  const watched = isRemote ? undefined : await folder();
  const read = (): Promise<StatusReading> => readStatus({ ...values, timeout }, watched);
  const first = await read();
  if (values.watch) return await watch(first, read, values.interval / 1e6);
  const text = Deno.stdout.isTerminal()
    ? printableLines(statusTable(first, undefined, stdoutColumns()).join("\n"))
    : jsonText(describe(first), 2);
  await printResult(`${text}\n`);
}

async function readStatus(values: StatusValues, folder: string | undefined): Promise<StatusReading> {
  const state = folder === undefined ? undefined : await localBroker(folder);
  const client = await connected(values, state);
  const { clusterStatus } = await import("../kafka/cluster_status.ts");
  const { brokerUsage, brokerVersion } = await import("../kafka/local/broker.ts");
  return {
    atMs: Date.now(),
    bootstrap: state?.bootstrap ?? client.brokers,
    cluster: await clusterStatus(client),
    // Of a broker elsewhere the protocol tells neither memory nor version.
    broker: state === undefined
      ? undefined
      : { pid: state.pid, version: await brokerVersion(state), usage: await brokerUsage(state) },
    processes: await Promise.all(values.metrics.map(async (address) => ({
      address: `${address.host}:${address.port}`,
      values: await readMetrics(address, values.timeout / 1e6).catch(() => undefined), // it may have ended
    }))),
  };
}

async function localBroker(folder: string): Promise<BrokerState> {
  const { runningBroker } = await import("../kafka/local/broker.ts");
  const { KafkaFailure } = await import("../kafka/failure.ts");
  const state = await runningBroker(folder);
  if (state !== undefined) return state;
  throw new KafkaFailure("unreachable", "the broker is not up; sorlab kafka up starts it");
}

async function connected(
  { bootstrap, kafkaConfig, timeout }: StatusValues,
  state: BrokerState | undefined,
): Promise<KafkaClient> {
  if (state === undefined) return await connectKafka({ bootstrap, kafkaConfig, timeout, verbose: false });
  const { KafkaClient } = await import("../kafka/client.ts");
  return await KafkaClient.connect({ brokers: [state.bootstrap] }, { timeoutMs: timeout / 1e6 });
}

function describe({ bootstrap, broker, cluster, processes }: StatusReading): Record<string, unknown> {
  return {
    bootstrap,
    process: broker?.pid ?? null,
    version: broker?.version ?? null,
    resident_mb: broker?.usage.residentMb ?? null,
    cpu_seconds: broker?.usage.cpuSeconds ?? null,
    topics: describeTopics(cluster),
    groups: cluster.groups,
    processes: Object.fromEntries(
      processes.map((
        { address, values },
      ) => [address, values === undefined ? null : Object.fromEntries(values)]),
    ),
  };
}

function describeTopics({ topics }: ClusterStatus): Record<string, unknown> {
  return Object.fromEntries(Array.from(topics, ([name, ranges]) => [
    name,
    ranges.map(({ partition, low, end }) => ({
      partition,
      first_offset: Number(low),
      end_offset: Number(end),
    })),
  ]));
}

/** Shows one reading after the other, until a signal comes: that is how watching ends, and no failure. */
async function watch(
  first: StatusReading,
  read: () => Promise<StatusReading>,
  intervalMs: number,
): Promise<void> {
  const screen = drawsOn(Deno.stdout) ? new Screen() : undefined;
  const stop = new AbortController();
  try {
    await interruptible(async ({ signalled }) => {
      signalled.catch(() => stop.abort());
      let before: StatusReading | undefined;
      let reading = first;
      while (true) {
        if (screen === undefined) await printResult(`${printable(statusLine(reading, before))}\n`);
        else await screen.show(statusTable(reading, before, stdoutColumns()));
        before = reading;
        const { sleep } = await import("../kafka/deadline.ts");
        await Promise.race([sleep(intervalMs, stop.signal), signalled]);
        reading = await Promise.race([readAgain(reading, read), signalled]);
      }
    });
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  } finally {
    stop.abort();
  }
}

/** The next reading; what was read last, with the reason, while the broker does not answer. */
async function readAgain(last: StatusReading, read: () => Promise<StatusReading>): Promise<StatusReading> {
  const { KafkaFailure } = await import("../kafka/failure.ts");
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof KafkaFailure)) throw error;
    return { ...last, atMs: Date.now(), failure: error.message };
  }
}

const [WRAP_OFF, WRAP_ON] = ["\x1b[?7l", "\x1b[?7h"];
const [ERASE_LINE_END, ERASE_BELOW] = ["\x1b[K", "\x1b[J"];

/** A few lines of a terminal that are written over; what is wider or longer than it is cut. */
class Screen {
  #drawn = 0;

  async show(lines: readonly string[]): Promise<void> {
    const fitting = lines.slice(0, Math.max(1, Deno.consoleSize().rows - 1));
    const up = this.#drawn === 0 ? "" : `\x1b[${this.#drawn}A`;
    const text = fitting.map((line) => `${printable(line)}${ERASE_LINE_END}\n`).join("");
    await printResult(`${up}\r${WRAP_OFF}${text}${ERASE_BELOW}${WRAP_ON}`);
    this.#drawn = fitting.length;
  }
}
