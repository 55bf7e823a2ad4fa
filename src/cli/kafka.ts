/** `sorlab kafka`: a broker on this machine. @module */

import { parseKafkaVersion } from "../kafka/local/distribution.ts";
import { type Command, helpText } from "./command.ts";
import { KAFKA_EXIT_HELP, UsageError, withFile } from "./errors.ts";
import { status, statusOptions } from "./kafka_status.ts";
import { duration, integer, kebab, text, type Values } from "./options.ts";
import { checkRead, readArguments } from "./read_arguments.ts";
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
  ...statusOptions,
};

type KafkaValues = Values<typeof options>;

const ACTIONS: Readonly<Record<string, (values: KafkaValues) => Promise<void>>> = {
  up,
  status: (values) => status(values, () => folderOf(values)),
  down,
};

/** `sorlab kafka`. */
export const command: Command = {
  help: helpText({
    summary:
      "Runs one Apache Kafka node on 127.0.0.1, without containers. It needs Java 17 or newer; Kafka is\n" +
      "that of KAFKA_HOME, or downloaded once from Maven Central or Apache, and verified.",
    examples: [
      ["sorlab kafka up", "start it and wait until it answers; prints its address"],
      ["sorlab kafka status", "version, topics, messages, memory"],
      ["sorlab kafka status --watch --metrics 9100", "again and again, and of a produce --metrics 9100 too"],
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
    const { values, given } = readArguments(args, options);
    checkRead(options, { values, given });
    const unread = Object.keys(statusOptions).find((name) => action !== "status" && given.has(name));
    if (unread !== undefined) throw new UsageError(`--${kebab(unread)}: only sorlab kafka status reads it`);
    await ACTIONS[action]!(values);
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
