/** `sorlab produce`: a tape replayed into a topic. @module */

import { type Codec, CODECS } from "../kafka/compression/codec.ts";
import type { ReplayResult } from "../kafka/replay.ts";
import type { ReplayOptions } from "../kafka/replay_options.ts";
import type { ReplayMetrics } from "../kafka/replay_metrics.ts";
import { counted } from "../market/counted.ts";
import { formatBound } from "../market/time.ts";
import { type Command, helpText } from "./command.ts";
import { loadTape } from "./data.ts";
import { interruptedIn, KAFKA_EXIT_HELP, UsageError } from "./errors.ts";
import { interruptible } from "./interrupt.ts";
import { connectKafka, DEFAULT_TOPIC, KAFKA_SETTINGS_HELP, kafkaOptions } from "./kafka_options.ts";
import { metrics, withMetrics } from "./metrics_option.ts";
import { choice, duration, flag, integer, type Option, quiet, type Values } from "./options.ts";
import { readOptions } from "./read_arguments.ts";
import { printResult, tell } from "./output.ts";
import { Progress } from "./progress.ts";
import { readSpeed } from "./read_speed.ts";
import { tapeOptions } from "./tape_options.ts";

/** Times real time, or as fast as it goes. */
const speed: Option<number | undefined> = {
  placeholder: "X|max",
  help: "pace: 1 is real time, 10 ten times as fast, max as fast as it goes ($MSG_RATE, else 1)",
  fallback: undefined,
  read: readSpeed,
};

/** In larger batches kafkajs takes longer for each message. */
const LARGEST_BATCH = 5000;

const options = {
  ...tapeOptions,
  ...kafkaOptions,
  partitions: integer(1, { min: 1, max: 1000 }, "of a topic that has to be made"),
  speed,
  maxGap: duration(10e9, "play longer gaps between events as this"),
  acks: choice(["all", "1", "0"], "replicas that must have a message; all is idempotent"),
  linger: duration(undefined, "wait so long to fill a batch (not at all)"),
  batch: integer(1000, { min: 1, max: LARGEST_BATCH }, "messages in a batch at most"),
  compression: choice(CODECS, "of the messages"),
  resume: flag("go on with an interrupted run of the same tape, from the last message in the topic"),
  once: flag("send nothing if the tape is there whole already"),
  metrics,
  quiet,
};

type ProduceValues = Values<typeof options>;

/** `sorlab produce`. */
export const command: Command = {
  help: helpText({
    summary:
      "Replays a tape into a Kafka topic, one message an event, between a start and an end marker with count\n" +
      "and digest. A summary, one JSON object, goes to standard output.",
    examples: [
      ["sorlab produce --data l1_day.csv --speed max", "as fast as it goes"],
      [
        "sorlab produce --data l1_day.csv --from 13:36:32 --to 13:45:14 --speed 10",
        "ten times as fast as it was",
      ],
      ["sorlab produce --data l1_day.csv --speed max --resume", "go on where it was stopped"],
    ],
    options,
    notes: `${KAFKA_SETTINGS_HELP}\n\n${KAFKA_EXIT_HELP}\n` +
      "Ctrl-C ends it behind the last acknowledged message, with exit code 130; --resume goes on.",
  }),
  async run(args) {
    const values = readOptions(args, options);
    const pace = values.speed ?? environmentSpeed() ?? 1;
    await checkCompression(values.compression);
    const { ReplayMetrics } = await import("../kafka/replay_metrics.ts");
    const measured = new ReplayMetrics(values.topic ?? DEFAULT_TOPIC);
    await withMetrics(
      values.metrics,
      { read: () => measured.read(), quiet: values.quiet },
      () => produce(values, pace, measured),
    );
  },
};

async function produce(values: ProduceValues, pace: number, measured: ReplayMetrics): Promise<void> {
  const { tape } = await loadTape(values, values);
  const { replay } = await import("../kafka/replay.ts");
  const client = await connectKafka(values);
  const startMs = performance.now();
  await interruptible(async ({ signalled, check }) => {
    const abort = new AbortController();
    signalled.catch(() => abort.abort());
    const progress = new Progress(`sending to topic ${values.topic ?? DEFAULT_TOPIC}:`, {
      quiet: values.quiet,
    });
    let shown = { ms: performance.now(), acknowledged: 0 };
    const result = await replay(client, tape, {
      ...settingsOf(values),
      speed: pace,
      signal: abort.signal,
      onTrouble: values.quiet ? undefined : tell,
      onProgress(reached) {
        measured.update(reached);
        const { acknowledged, messages, lagMs } = reached;
        const ms = performance.now();
        const rate = Math.round((acknowledged - shown.acknowledged) / ((ms - shown.ms) / 1000));
        const note = `${rate} a second, ${Math.round(lagMs)} ms late`;
        if (progress.show(acknowledged, messages, "messages acknowledged", note)) {
          shown = { ms, acknowledged };
        }
      },
    }).finally(() => progress.finish());
    await printResult(`${JSON.stringify(summaryOf(result, performance.now() - startMs))}\n`);
    if (result.outcome === "interrupted") explainInterruption(result, check);
    if (!values.quiet) tell(lineOf(result));
  });
}

/** @throws {UsageError} for a codec that this runtime can read only. */
async function checkCompression(codec: Codec): Promise<void> {
  const { canCompress } = await import("../kafka/compression/codecs.ts");
  if (canCompress(codec)) return;
  throw new UsageError(
    `--compression ${codec}: this executable can read ${codec} but not write it: use lz4, or leave it to the ` +
      `broker by the topic's compression.type=${codec}`,
  );
}

function environmentSpeed(): number | undefined {
  const given = Deno.env.get("MSG_RATE");
  if (given === undefined || given === "") return undefined;
  try {
    return readSpeed(given);
  } catch (error) {
    throw new UsageError(`MSG_RATE is ${given}: ${(error as Error).message}`);
  }
}

function settingsOf(
  values: ProduceValues,
): Omit<ReplayOptions, "speed" | "signal" | "onTrouble" | "onProgress"> {
  const { topic, partitions, maxGap, acks, linger, batch, compression, resume, once } = values;
  return {
    topic: topic ?? DEFAULT_TOPIC,
    partitions,
    maxGapNs: maxGap,
    acks,
    lingerMs: (linger ?? 0) / 1e6,
    batch,
    compression,
    resume,
    once,
    arguments: {
      from: values.from && formatBound(values.from),
      to: values.to && formatBound(values.to),
      symbol: values.symbol,
      instrumentId: values.instrumentId,
      rtype: values.rtype,
      timeUnit: values.timeUnit,
      layout: values.layout,
      date: values.date,
      keepBadBooks: values.keepBadBooks,
      skipBadRows: values.skipBadRows,
    },
  };
}

function summaryOf(result: ReplayResult, elapsedMs: number): Record<string, unknown> {
  return {
    topic: result.topic,
    partition: result.partition,
    run_id: result.runId,
    outcome: result.outcome,
    messages: result.messages,
    acknowledged: result.acknowledged,
    sent: result.sent,
    resumed_from: result.resumedFrom,
    tape_digest: result.tapeDigest,
    seconds: Number((elapsedMs / 1000).toFixed(3)),
    messages_per_second: Math.round(result.sent / (elapsedMs / 1000)),
    largest_lag_ms: Math.round(result.largestLagMs),
    takeovers: result.takeovers,
  };
}

function lineOf({ outcome, runId, messages, sent, topic, resumedFrom }: ReplayResult): string {
  if (outcome === "already there") {
    return `run ${runId} of this tape is whole in topic ${topic}: nothing sent`;
  }
  const from = resumedFrom > 0 ? `, ${resumedFrom} were there` : "";
  return `run ${runId}: ${sent} of ${
    counted(messages, "message")
  } sent to topic ${topic}${from}, all acknowledged`;
}

function explainInterruption({ acknowledged, messages, runId }: ReplayResult, check: () => void): void {
  try {
    check();
  } catch (error) {
    throw interruptedIn(
      error,
      () =>
        `${acknowledged} of ${counted(messages, "message")} of run ${runId} are acknowledged; ` +
        "the same command with --resume goes on from there",
    );
  }
}
