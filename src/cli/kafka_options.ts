/** Options of the commands that talk to a broker, and the connection they make. @module */

import { parseBootstrap } from "../kafka/bootstrap.ts";
import type { KafkaClient } from "../kafka/client.ts";
import { readSettings, SETTINGS_HELP } from "../kafka/settings.ts";
import { DataError } from "../market/data_error.ts";
import { UsageError, withFile } from "./errors.ts";
import { duration, flag, type Option, text, type Values } from "./options.ts";
import { tell } from "./output.ts";

/** The trial's topic. */
export const DEFAULT_TOPIC = "mock_l1_stream";

/** What the names of a study's topics begin with. */
export const DEFAULT_QUEUE = "sorlab_study";

/** A name that Kafka takes. */
const topicName: Option<string | undefined> = {
  placeholder: "NAME",
  help: `topic (${DEFAULT_TOPIC})`,
  fallback: undefined,
  read(given) {
    if (/^[\w.-]{1,249}$/.test(given) && !/^\.\.?$/.test(given)) return given;
    throw new Error("use letters, digits, dots, dashes and underscores, at most 249");
  },
};

/** Servers, one of which has to answer. */
const bootstrap: Option<string | undefined> = {
  placeholder: "HOST:PORT,…",
  help: "the broker, or several to try ($KAFKA_BOOTSTRAP, else 127.0.0.1:9092)",
  fallback: undefined,
  read(given) {
    parseBootstrap(given);
    return given;
  },
};

/** Options of every command that talks to a broker. */
export const kafkaOptions = {
  bootstrap,
  topic: topicName,
  kafkaConfig: text("FILE", "how to reach the broker and get in: see below"),
  verbose: { ...flag("say which server answered"), alias: "v" },
  timeout: duration(30e9, "longest wait for the broker, and for a message that should come"),
};

/** The settings for the help. */
export const KAFKA_SETTINGS_HELP =
  `Settings of the broker: NAME=VALUE lines of --kafka-config, or the environment:
${SETTINGS_HELP}
security.protocol is PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL; sasl.mechanism PLAIN, SCRAM-SHA-256 or
SCRAM-SHA-512 (usual). Files are PEM. A password has no option: it would be seen by everybody.`;

/**
 * Connects to the broker that the options, the file or the environment name.
 *
 * @throws {KafkaFailure} if it does not answer, or refuses the connection.
 * @throws {UsageError} if the environment names no servers, such as a URL.
 * @throws {DataError} for a setting that is unknown or impossible.
 * @throws {FileError} if a file that the settings name cannot be read.
 */
export async function connectKafka(
  { bootstrap, kafkaConfig, timeout, verbose }: Pick<
    Values<typeof kafkaOptions>,
    "bootstrap" | "kafkaConfig" | "timeout" | "verbose"
  >,
): Promise<KafkaClient> {
  const file = kafkaConfig === undefined ? undefined : await readConfig(kafkaConfig);
  if (bootstrap === undefined && file === undefined) checkEnvironment();
  const settings = readSettings({ bootstrap, file, env: (name) => Deno.env.get(name) });
  // Imported here, as loading it reads the environment, for which other commands have no permission.
  const { KafkaClient } = await import("../kafka/client.ts");
  if (settings.sasl?.mechanism === "plain" && settings.tls === undefined) {
    tell("warning: SASL PLAIN without TLS sends the password as it is: anybody between can read it");
  }
  const client = await KafkaClient.connect(settings, { timeoutMs: timeout / 1e6, readFile: readText });
  if (verbose) tell(`${client.answered} answered, of ${client.brokers}`);
  return client;
}

function checkEnvironment(): void {
  const given = Deno.env.get("KAFKA_BOOTSTRAP");
  if (given === undefined || given === "") return;
  try {
    parseBootstrap(given);
  } catch (error) {
    throw new UsageError(`KAFKA_BOOTSTRAP is ${given}: ${(error as Error).message}`);
  }
}

const READABLE_BY_OTHERS = 0o044;
const WRITABLE_BY_OTHERS = 0o022;

async function readConfig(path: string): Promise<{ name: string; text: string }> {
  const { mode } = await withFile(`read ${path}`, () => Deno.stat(path));
  if (mode !== null && (mode & WRITABLE_BY_OTHERS) !== 0) {
    throw new DataError(
      `can be written by others (mode ${
        (mode & 0o777).toString(8)
      }), who could send you to a broker of theirs: chmod 600 ${path}`,
      { file: path },
    );
  }
  if (mode !== null && (mode & READABLE_BY_OTHERS) !== 0) {
    tell(`warning: ${path} can be read by others (mode ${(mode & 0o777).toString(8)}): chmod 600 ${path}`);
  }
  return { name: path, text: await readText(path) };
}

function readText(path: string): Promise<string> {
  return withFile(`read ${path}`, () => Deno.readTextFile(path));
}
