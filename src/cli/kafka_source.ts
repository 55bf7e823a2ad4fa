/** A tape taken from a Kafka topic. @module */

import { counted } from "../market/counted.ts";
import { DataError } from "../market/data_error.ts";
import { type Tape, TapeBuilder, type TapeOrder } from "../market/tape.ts";
import { boundOffsetNs, formatTime, parseTimeBound } from "../market/time.ts";
import type { Consumed } from "../kafka/run_reader.ts";
import type { ForeignMap } from "../kafka/foreign/map.ts";
import type { StartMarker } from "../kafka/replay_messages.ts";
import { UsageError, withFile } from "./errors.ts";
import { interruptible } from "./interrupt.ts";
import { connectKafka, DEFAULT_TOPIC, kafkaOptions } from "./kafka_options.ts";
import { checkMemoryWhile } from "./memory.ts";
import { type Condition, flag, kebab, onlyWith, text, type Values } from "./options.ts";
import { tell } from "./output.ts";
import { Progress } from "./progress.ts";
import type { LoadedTape, tapeOptions } from "./tape_options.ts";

const WITH_KAFKA: Condition = {
  option: "kafka",
  values: [true],
  otherwise: "it is of a Kafka topic; add --kafka to take the tape from there",
};

/** Options that say which run of a topic to use. None of them changes what is computed from it. */
export const kafkaSourceOptions = {
  kafka: { ...flag("take the tape from a Kafka topic"), alias: "use-kafka" },
  ...onlyWith(WITH_KAFKA, {
    ...kafkaOptions,
    runId: text("ID", "the run to take (the newest complete one)"),
    follow: flag("wait for the end of a run in flight, or for one to begin"),
    group: text("NAME", "consumer group: commits offsets, and goes on after a crash (none)"),
    spool: text("FILE", "where a group keeps what it has taken (sorlab_GROUP.spool)"),
    foreign: flag("the topic is another producer's: no markers; the shape of its messages is recognised"),
    foreignMap: text(
      "FILE",
      "what the keys of --foreign's messages mean: see sorlab help kafka (recognised)",
    ),
    skipBad: flag("leave messages that cannot be read out and count them"),
  }),
};

type SourceValues = Values<typeof tapeOptions & typeof kafkaSourceOptions>;

/** Takes the tape from the topic that the options name. */
export async function loadFromKafka(
  values: SourceValues,
  { quiet, order, maxMemory }: {
    readonly quiet: boolean;
    readonly order?: TapeOrder | undefined;
    readonly maxMemory?: number | undefined;
  },
): Promise<LoadedTape> {
  checkOptions(values);
  const topic = values.topic ?? DEFAULT_TOPIC;
  const progress = new Progress(`reading topic ${topic}:`, { quiet });
  try {
    return await interruptible(async ({ signalled }) => {
      const abort = new AbortController();
      signalled.catch((reason) => abort.abort(reason));
      const { promise: tooMuch, reject } = Promise.withResolvers<never>();
      tooMuch.catch((reason) => abort.abort(reason));
      const onProgress = (done: number, total: number | undefined): void => {
        try {
          checkMemoryWhile(`reading topic ${topic}`, maxMemory);
        } catch (error) {
          reject(error); // and not thrown: it would be taken for a fault of the message's
        }
        progress.show(done, total, "messages");
      };
      const take = values.foreign ? takeForeign : takeRun;
      return await Promise.race([
        signalled,
        tooMuch,
        take(values, { topic, quiet, order, progress, onProgress, signal: abort.signal }),
      ]);
    });
  } finally {
    progress.finish();
  }
}

function checkOptions(
  { foreign, foreignMap, runId, follow, group, spool, rtype, instrumentId }: SourceValues,
): void {
  if (foreignMap !== undefined && !foreign) throw new UsageError("--foreign-map needs --foreign");
  for (const [name, given] of Object.entries({ runId, follow, group })) {
    if (foreign && given) {
      throw new UsageError(`--foreign and --${name === "runId" ? "run-id" : name} exclude each other`);
    }
  }
  if (foreign && rtype !== undefined) {
    throw new UsageError("--rtype needs --data: a message does not tell its type");
  }
  if (foreign && instrumentId !== undefined) {
    throw new UsageError("--instrument-id needs --data: a message does not tell its instrument");
  }
  if (spool !== undefined && group === undefined) throw new UsageError("--spool needs --group");
  if (group !== undefined && !/^[\w.-]+$/.test(group)) {
    throw new UsageError(`--group ${group}: use letters, digits, dots, dashes and underscores`);
  }
}

interface Taking {
  readonly topic: string;
  readonly quiet: boolean;
  readonly order: TapeOrder | undefined;
  readonly progress: Progress;
  readonly onProgress: (done: number, total: number | undefined) => void;
  readonly signal: AbortSignal;
}

async function takeRun(
  values: SourceValues,
  { topic, quiet, order, progress, onProgress, signal }: Taking,
): Promise<LoadedTape> {
  const { runId, symbol, follow, group, skipBad } = values;
  const { consumeRun } = await import("../kafka/consume.ts");
  const client = await connectKafka(values);
  const spool = group === undefined ? undefined : values.spool ?? `sorlab_${group}.spool`;
  const consume = () =>
    consumeRun(client, {
      topic,
      runId,
      symbol,
      follow,
      groupId: group,
      spool,
      skipBad,
      order,
      signal,
      onProgress,
    });
  // The spool is the only file that consuming touches.
  const consumed = spool === undefined ? await consume() : await withFile(`write ${spool}`, consume);
  checkArguments(values, consumed);
  progress.finish();
  if (!quiet) tellOf(consumed, topic);
  const { start, skipped } = consumed;
  return {
    window: windowIn(start, values),
    tape: windowOf(consumed.tape, values),
    source: {
      kind: "kafka",
      topic,
      run_id: start.run_id,
      ...(skipped > 0 ? { skipped_messages: skipped } : {}),
    },
  };
}

/** The bounds that the producer was given and the back-test was not. */
function windowIn({ arguments: produced }: StartMarker, values: SourceValues): LoadedTape["window"] {
  const bounds = (["from", "to"] as const).flatMap((name) => {
    const text = produced[name];
    return values[name] !== undefined || text === undefined ? [] : [[name, parseTimeBound(text)] as const];
  });
  return Object.fromEntries(bounds);
}

/** @throws {UsageError} for a choice of rows that only the producer could make, and has not made. */
function checkArguments(values: SourceValues, { start }: Consumed): void {
  for (const name of ["rtype", "instrumentId"] as const) {
    if (values[name] === undefined || start.arguments[name] === values[name]) continue;
    throw new UsageError(`--${kebab(name)} ${values[name]}: run ${start.run_id} was produced without it`);
  }
}

function tellOf(consumed: Consumed, topic: string): void {
  const { start, messages, duplicates, stale, torn, unclaimed, tombstones, skipped, resumed, malformed } =
    consumed;
  for (const each of malformed) tell(`warning: ${each}; it counts as no run`);
  const others = [
    [stale, "stale run", "ignored"],
    [torn, "torn run", "ignored"],
    [unclaimed - tombstones, "message", "of no run ignored"],
    [tombstones, "tombstone", "ignored"],
    [duplicates, "duplicate", "removed"],
    [skipped, "unreadable message", "left out"],
    [resumed, "message", "from the spool"],
  ] as const;
  const told = others.filter(([count]) => count > 0)
    .map(([count, what, how]) => `, ${counted(count, what)} ${how}`).join("");
  tell(
    `run ${start.run_id} of topic ${topic}: ${counted(messages, "message")}, count and digest as sent${told}`,
  );
}

async function takeForeign(
  values: SourceValues,
  { topic, quiet, order, progress, onProgress, signal }: Taking,
): Promise<LoadedTape> {
  const { consumeForeign } = await import("../kafka/consume_foreign.ts");
  const { foreignMap, keepBadBooks, timeUnit } = values;
  const map = foreignMap === undefined ? undefined : await readForeignMap(foreignMap);
  const client = await connectKafka(values);
  const { tape, messages, skipped, own, shape, warnings } = await consumeForeign(client, {
    topic,
    map,
    symbol: values.symbol,
    timeUnit,
    keepBadBooks,
    skipBad: values.skipBad,
    order,
    signal,
    onProgress,
  });
  progress.finish();
  const left = (skipped > 0 ? `, ${skipped} unreadable left out` : "") +
    (own > 0 ? `, ${own} of sorlab's own left out` : "");
  if (!quiet) {
    for (const warning of warnings) tell(`warning: ${warning}`);
    tell(
      `topic ${topic}: ${
        counted(messages, "message")
      } of another producer${left}; nothing says whether that is all`,
    );
    tell(`topic ${topic}: read as ${shape}`);
  }
  const source = {
    kind: "kafka",
    topic,
    foreign: true,
    foreign_shape: shape,
    ...(foreignMap === undefined ? {} : { foreign_map: foreignMap }),
    messages,
  } as const;
  return {
    tape: windowOf(tape, values),
    source: skipped > 0 ? { ...source, skipped_messages: skipped } : source,
  };
}

async function readForeignMap(path: string): Promise<ForeignMap> {
  const { parseForeignMap } = await import("../kafka/foreign/map.ts");
  return parseForeignMap(await withFile(`read ${path}`, () => Deno.readTextFile(path)), path);
}

/** The rows of the window; the tape itself where that is all of it. */
function windowOf(tape: Tape, { from, to }: SourceValues): Tape {
  const fromNs = from === undefined ? -Infinity : boundOffsetNs(from, tape.originNs);
  const toNs = to === undefined ? Infinity : boundOffsetNs(to, tape.originNs);
  const { tsEventNs } = tape.columns;
  const firstNs = tsEventNs.reduce((least, ns) => Math.min(least, ns), Infinity);
  const lastNs = tsEventNs.reduce((most, ns) => Math.max(most, ns), -Infinity);
  if (fromNs <= firstNs && lastNs < toNs) return tape;
  const builder = new TapeBuilder();
  for (let row = 0; row < tape.length; row++) {
    if (tsEventNs[row]! < fromNs || tsEventNs[row]! >= toNs) continue;
    builder.copy(tape.columns, row);
  }
  if (builder.length > 0) return builder.finish(tape);
  const shown = [firstNs, lastNs].map((ns) => formatTime(tape.originNs + BigInt(ns)));
  throw new DataError(`no row in the window; the run's rows run from ${shown[0]} to ${shown[1]}`);
}
