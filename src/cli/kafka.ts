/** `sorlab kafka`: a broker on this machine. @module */

import type { BrokerState } from "../kafka/local/broker.ts";
import { parseKafkaVersion } from "../kafka/local/distribution.ts";
import { type Command, helpText } from "./command.ts";
import { KAFKA_EXIT_HELP, UsageError, withFile } from "./errors.ts";
import { duration, integer, readOptions, text, type Values } from "./options.ts";
import { printResult, tell } from "./output.ts";

const options = {
  folder: text("FOLDER", "its data, settings and log (.kafka/local)"),
  cache: text("FOLDER", "where Kafka itself is kept once downloaded (.kafka)"),
  port: integer(9092, { min: 1, max: 65534 }, "on 127.0.0.1; the controller takes the next one"),
  heap: integer(256, { min: 64, max: 65536 }, "memory of the JVM, MB"),
  kafkaVersion: {
    ...text("VERSION", "to download, if there is no KAFKA_HOME (4.3.0)"),
    read: parseKafkaVersion,
  },
  timeout: duration(60e9, "longest wait for its answer"),
};

type KafkaValues = Values<typeof options>;

const ACTIONS: Readonly<Record<string, (values: KafkaValues) => Promise<void>>> = { up, status, down };

/** `sorlab kafka`. */
export const command: Command = {
  help: helpText({
    summary:
      "Runs one Apache Kafka node on 127.0.0.1, without containers. It needs Java 17 or newer; Kafka is\n" +
      "that of KAFKA_HOME, or downloaded once from Maven Central or Apache, and verified.",
    examples: [
      ["sorlab kafka up", "start it and wait until it answers; prints its address"],
      ["sorlab kafka status", "version, topics, messages, memory"],
      ["sorlab kafka down", "stop it; its data stays"],
    ],
    options,
    operands: [{ placeholder: Object.keys(ACTIONS).join("|") }],
    notes: KAFKA_EXIT_HELP,
  }),
  async run([action, ...args]) {
    const names = Object.keys(ACTIONS).join(", ");
    if (action === undefined || !Object.hasOwn(ACTIONS, action)) {
      throw new UsageError(
        `sorlab kafka needs one of ${names}${action === undefined ? "" : `, not ${action}`}`,
      );
    }
    await ACTIONS[action]!(readOptions(args, options));
  },
};

const folderOf = ({ folder }: KafkaValues): Promise<string> => absolute(folder ?? ".kafka/local");

function absolute(path: string): Promise<string> {
  return withFile(`use ${path}`, async () => {
    await Deno.mkdir(path, { recursive: true });
    return await Deno.realPath(path);
  });
}

async function up(values: KafkaValues): Promise<void> {
  const { runningBroker, startBroker } = await import("../kafka/local/broker.ts");
  const folder = await folderOf(values);
  const running = await runningBroker(folder);
  if (running !== undefined) {
    tell(`the broker is up already (process ${running.pid})`);
    return await printResult(`${running.bootstrap}\n`);
  }
  const { findJava } = await import("../kafka/local/java.ts");
  const { kafkaJars } = await import("../kafka/local/distribution.ts");
  const java = await findJava(Deno.env.get("JAVA_HOME"));
  const jars = await kafkaJars({
    cache: await absolute(values.cache ?? ".kafka"),
    version: values.kafkaVersion,
    kafkaHome: Deno.env.get("KAFKA_HOME"),
    tell,
  });
  const state = await startBroker({
    folder,
    jars,
    java,
    port: values.port,
    heapMb: values.heap,
    timeoutMs: values.timeout / 1e6,
  });
  tell(`the broker is up (process ${state.pid}); its data and log are in ${folder}`);
  await printResult(`${state.bootstrap}\n`);
}

async function down(values: KafkaValues): Promise<void> {
  const { stopBroker } = await import("../kafka/local/broker.ts");
  const stopped = await stopBroker(await folderOf(values));
  tell(stopped ? "the broker is down" : "the broker was not up");
}

async function status(values: KafkaValues): Promise<void> {
  const { runningBroker } = await import("../kafka/local/broker.ts");
  const { KafkaFailure } = await import("../kafka/failure.ts");
  const state = await runningBroker(await folderOf(values));
  if (state === undefined) {
    throw new KafkaFailure("unreachable", "the broker is not up; sorlab kafka up starts it");
  }
  await printResult(`${JSON.stringify(await describe(state, values), null, 2)}\n`);
}

async function describe(state: BrokerState, { timeout }: KafkaValues): Promise<Record<string, unknown>> {
  const { KafkaClient } = await import("../kafka/client.ts");
  const { brokerUsage, brokerVersion } = await import("../kafka/local/broker.ts");
  const { partitionRanges } = await import("../kafka/topic.ts");
  const client = await KafkaClient.connect({ brokers: [state.bootstrap] }, { timeoutMs: timeout / 1e6 });
  const names = await client.admin((admin) => admin.listTopics(), "list topics");
  const topics: Record<string, unknown> = {};
  for (const name of names.filter((each) => !each.startsWith("__")).toSorted()) {
    const ranges = await partitionRanges(client, name);
    topics[name] = ranges.map(({ partition, low, end }) => ({
      partition,
      first_offset: Number(low),
      end_offset: Number(end),
    }));
  }
  const { residentMb, cpuSeconds } = await brokerUsage(state);
  return {
    bootstrap: state.bootstrap,
    process: state.pid,
    version: await brokerVersion(state),
    resident_mb: residentMb,
    cpu_seconds: cpuSeconds,
    topics,
  };
}
