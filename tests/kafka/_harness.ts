// What the tests against a real broker share, beside the broker itself: see _broker.ts.
import { assertEquals } from "@std/assert";
import { KafkaClient } from "../../src/kafka/client.ts";
import { readTopic, type StoredMessage } from "../../src/kafka/read_topic.ts";
import { envelopeOf } from "../../src/kafka/replay_messages.ts";
import { partitionRanges } from "../../src/kafka/topic.ts";
import { DENO_RUN } from "../_deno_run.ts";
import { assertArtefact } from "../report/_schema.ts";

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);
/** What it may read of the environment. */
const ENVIRONMENT = "DATA_PATH,NO_COLOR,NODE_ENV,KAFKA_*,KAFKAJS_*,MSG_RATE,JAVA_HOME";
/** What Deno grants sorlab. */
export const PERMISSIONS: readonly string[] = [
  "--allow-read",
  "--allow-write",
  "--allow-net",
  "--allow-run=/bin/sh",
  `--allow-env=${ENVIRONMENT}`,
];
/** What sorlab is not to take from whoever runs the tests. */
export const ENVIRONMENT_OF_NOBODY = { NO_COLOR: "1", DATA_PATH: "", KAFKA_BOOTSTRAP: "", MSG_RATE: "" };

/** How a run of sorlab ended. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** What this Deno is called with to run sorlab. */
export function sorlabArguments(args: readonly string[]): string[] {
  return [...DENO_RUN, ...PERMISSIONS, `${ROOT}main.ts`, ...args];
}

/** The executable to test instead of the source, where this names one. */
export const EXECUTABLE: string | undefined = Deno.env.get("SORLAB_TEST_EXECUTABLE") || undefined;

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
    env: { ...ENVIRONMENT_OF_NOBODY, ...env },
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

/** Runs sorlab to its end, in a process of its own. */
export function sorlab(env: Record<string, string>, ...args: string[]): Promise<Outcome> {
  return outcomeOf(spawnSorlab(env, ...args));
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

/** Waits until something is so, asking every few ms. */
export async function until(
  condition: () => Promise<boolean> | boolean,
  ms = 20_000,
  everyMs = 50,
): Promise<void> {
  const endMs = performance.now() + ms;
  while (!await condition()) {
    if (performance.now() > endMs) throw new Error("waited in vain");
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

/** How many messages a topic of one partition holds. */
async function sizeOf(client: KafkaClient, topic: string): Promise<number> {
  try {
    return Number((await partitionRanges(client, topic))[0]?.end ?? 0n);
  } catch {
    return 0;
  }
}

/** Waits until a topic holds more than so many messages. Each look is a connection of its own. */
export function untilHolds(client: KafkaClient, topic: string, messages: number): Promise<void> {
  return until(async () => await sizeOf(client, topic) > messages, 20_000, 250);
}

/** Prints a line of the fault table. */
export function figure(fault: string, values: Record<string, string | number>): void {
  const text = Object.entries(values).map(([name, value]) => `${name} ${value}`).join(", ");
  // deno-lint-ignore no-console -- the figures are what these tests are for
  console.log(`fault: ${fault}: ${text}`);
}
