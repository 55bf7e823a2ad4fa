/** The connection to a Kafka cluster, whose every wait has an end. @module */

import { type Admin, type Consumer, Kafka, type KafkaConfig, logLevel, type Producer } from "kafkajs";
import openSocket from "kafkajs/src/network/socketFactory.js";
import { replaceInKafkajs } from "./_kafkajs/replace.ts";
import { disguised, undisguised } from "./bootstrap.ts";
import { DeadlineError, seconds, sleep, withDeadline } from "./deadline.ts";
import { KafkaFailure, permanentFailure, reasonOf } from "./failure.ts";
import type { KafkaSettings } from "./settings.ts";

/** How patient a client is, and whom it tells. */
interface ClientOptions {
  /** Bound of every wait for the broker, ms. */
  readonly timeoutMs: number;
  /** Reads a PEM file. @default Deno.readTextFile */
  readonly readFile?: ((path: string) => Promise<string>) | undefined;
}

const CLIENT_ID = "sorlab";
const CONNECTION_MS = 8_000;
const MOST_REQUEST_MS = 30_000;
/** Tries that a deadline leaves room for at least: what falls silent in the first is replaced in the second. */
const LEAST_TRIES = 3;
const PROBE_AGAIN_MS = 300;
const FAREWELL_MS = 2_000;
const FETCH_BYTES = 1 << 20;
const REJOIN_MS = 20_000;

/** kafkajs itself would give up far later than sorlab's deadlines, so that these alone end a wait. */
const PATIENT = { retries: 1e6, initialRetryTime: 200, maxRetryTime: 2_000 };
const IMPATIENT = { retries: 0, initialRetryTime: 100, maxRetryTime: 100 };

/**
 * The way to a cluster. Every wait ends by {@linkcode ClientOptions.timeoutMs} with a {@linkcode
 * KafkaFailure}.
 */
export class KafkaClient {
  readonly brokers: string;
  readonly timeoutMs: number;
  #notices: Notices;
  /** In the order to try them: the one that answered last comes first. */
  #servers: string[];
  #patient: Kafka;
  #impatient: Kafka;

  private constructor(config: KafkaConfig, notices: Notices, servers: readonly string[], timeoutMs: number) {
    this.#notices = notices;
    this.#servers = servers.map(disguised);
    this.brokers = servers.join(",");
    this.timeoutMs = timeoutMs;
    // Called for each new admin, producer and consumer, each of which then tries the servers of the list by itself.
    const brokers = (): Promise<string[]> => Promise.resolve([...this.#servers]);
    this.#patient = new Kafka({ ...config, brokers, retry: PATIENT });
    this.#impatient = new Kafka({ ...config, brokers, retry: IMPATIENT });
  }

  /**
   * Reads the PEM files and waits until a broker answers; every bootstrap server is tried.
   *
   * @throws {KafkaFailure} if none does in time, or one refuses the connection.
   * @throws what `readFile` throws, if a PEM file cannot be read.
   */
  static async connect(settings: KafkaSettings, options: ClientOptions): Promise<KafkaClient> {
    replaceInKafkajs();
    const notices: Notices = { groupDenied: false, answered: undefined };
    const config = await configOf(settings, options, notices);
    const client = new KafkaClient(config, notices, settings.brokers, options.timeoutMs);
    await client.admin((admin) => admin.describeCluster(), `reach ${client.brokers}`);
    return client;
  }

  /**
   * Asks the cluster something, again and again until the deadline where the failure may be temporary.
   *
   * @param what for messages, such as `read topic x`.
   */
  async admin<T>(action: (admin: Admin) => Promise<T>, what: string): Promise<T> {
    const endMs = performance.now() + this.timeoutMs;
    while (true) {
      const admin = this.#impatient.admin();
      try {
        const work = (async () => {
          await admin.connect();
          return await action(admin);
        })();
        return await withDeadline(work, endMs - performance.now());
      } catch (error) {
        const failure = permanentFailure(error, what) ?? this.groupDenied;
        if (failure !== undefined) throw failure;
        if (isAnswer(error)) {
          throw new KafkaFailure("denied", `the broker refuses to ${what}: ${reasonOf(error)}`, {
            cause: error,
          });
        }
        if (performance.now() + PROBE_AGAIN_MS >= endMs) throw this.#noAnswer(what, error);
      } finally {
        await farewell(admin);
      }
      this.#servers.push(this.#servers.shift()!);
      await sleep(PROBE_AGAIN_MS);
    }
  }

  /** The server that answered first, `host:port`. */
  get answered(): string {
    return this.#notices.answered ?? "";
  }

  /** Set once the broker has refused the consumer group, which kafkajs reports only in its log. */
  get groupDenied(): KafkaFailure | undefined {
    if (!this.#notices.groupDenied) return undefined;
    return new KafkaFailure(
      "denied",
      "not allowed to read as this consumer group: GROUP_AUTHORIZATION_FAILED",
    );
  }

  /** The failure of a broker that did not answer in time. */
  #noAnswer(what: string, error: unknown): KafkaFailure {
    const reason = error instanceof DeadlineError ? "" : ` (${reasonOf(error)})`;
    const message = `cannot ${what}: no answer from a broker at ${this.brokers} within ${
      seconds(this.timeoutMs)
    }${reason}; is it up (sorlab kafka status)?`;
    return new KafkaFailure("unreachable", message, { cause: error });
  }

  /** A connected producer for a topic; with one request in flight, so that order is kept. */
  async producer(topic: string, { idempotent }: { idempotent: boolean }): Promise<Producer> {
    const producer = this.#patient.producer({
      idempotent,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
    });
    return await this.#connected(producer, `write to topic ${topic}`);
  }

  /**
   * A connected member of a group, to be subscribed and run.
   *
   * @param rejoinMs how long the others wait for a member to come back when one comes or goes. @default 20 s
   */
  async consumer(
    groupId: string,
    withinMs: number = this.timeoutMs,
    rejoinMs: number = REJOIN_MS,
  ): Promise<Consumer> {
    const consumer = this.#patient.consumer({
      groupId,
      // Shorter than kafkajs's 30 s, so that the group notices a crashed member sooner.
      sessionTimeout: 10_000,
      heartbeatInterval: 1_000,
      rebalanceTimeout: rejoinMs,
      maxWaitTimeInMs: 300,
      // A few record batches: little enough that the garbage collector frees them while they are still young.
      maxBytesPerPartition: FETCH_BYTES,
      allowAutoTopicCreation: false,
    });
    return await this.#connected(consumer, `read as group ${groupId}`, withinMs);
  }

  // A failed connect is fatal: kafkajs would go on to send without having an idempotent producer's id.
  async #connected<C extends Producer | Consumer>(
    client: C,
    what: string,
    withinMs: number = this.timeoutMs,
  ): Promise<C> {
    try {
      await withDeadline(client.connect(), withinMs);
      return client;
    } catch (error) {
      await farewell(client);
      throw permanentFailure(error, what) ?? this.#noAnswer(what, error);
    }
  }
}

/** Disconnects, without waiting long for a broker that does not answer. */
export async function farewell(client: { disconnect(): Promise<void> }): Promise<void> {
  await withDeadline(client.disconnect(), FAREWELL_MS).catch(() => {}); // the client is not used any more
}

/** Whether an error is an answer of the broker that would be the same if it were asked again. */
function isAnswer(error: unknown): boolean {
  const { type, retriable, cause, originalError } = Object(error) as Record<string, unknown>;
  const behind = Object(cause ?? originalError) as Record<string, unknown>;
  const answer = typeof type === "string" ? type : behind["type"];
  if (answer === "UNKNOWN_TOPIC_OR_PARTITION") return true;
  return typeof answer === "string" && (typeof type === "string" ? retriable : behind["retriable"]) === false;
}

/** What kafkajs reports only in its log. */
interface Notices {
  groupDenied: boolean;
  answered: string | undefined;
}

async function configOf(
  settings: KafkaSettings,
  options: ClientOptions,
  notices: Notices,
): Promise<KafkaConfig> {
  const { sasl, tls, brokers } = settings;
  const tryMs = options.timeoutMs / Math.max(LEAST_TRIES, brokers.length + 1);
  const open = openSocket();
  return {
    clientId: CLIENT_ID,
    brokers: [],
    connectionTimeout: Math.min(CONNECTION_MS, tryMs),
    requestTimeout: Math.min(MOST_REQUEST_MS, tryMs),
    socketFactory(args) {
      const host = undisguised(args.host);
      const socket = open({ ...args, host });
      socket.once(
        "data",
        () => notices.answered ??= `${host.includes(":") ? `[${host}]` : host}:${args.port}`,
      );
      return socket;
    },
    logLevel: logLevel.ERROR,
    // Most errors it logs are retried, such as a coordinator still loading; the user is told only of the last
    // one.
    logCreator: () => ({ log }) => {
      if (/group authorization failed/i.test(String(log["error"]))) notices.groupDenied = true;
    },
    ...(tls === undefined ? {} : {
      ssl: {
        ...await pem("ca", tls.caFile, options),
        ...await pem("cert", tls.certificateFile, options),
        ...await pem("key", tls.keyFile, options),
      },
    }),
    ...(sasl === undefined ? {} : { sasl: sasl as NonNullable<KafkaConfig["sasl"]> }),
  };
}

async function pem(
  name: string,
  path: string | undefined,
  { readFile = Deno.readTextFile }: ClientOptions,
): Promise<Record<string, string>> {
  return path === undefined ? {} : { [name]: await readFile(path) };
}
