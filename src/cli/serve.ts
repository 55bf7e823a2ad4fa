/** `sorlab serve`: the live view of a tape, on a page. @module */

import { durationText } from "../market/duration.ts";
import { formatBound } from "../market/time.ts";
import { shellWords } from "../report/repeat_command.ts";
import type { Feed } from "../serve/feed.ts";
import { FollowedTopic } from "../serve/followed_topic.ts";
import { ReplayedTape } from "../serve/replayed_tape.ts";
import { backtestOptions, FROM_FILE } from "./backtest_options.ts";
import { type Command, groupedHelp } from "./command.ts";
import { loadTape } from "./data.ts";
import { UsageError } from "./errors.ts";
import { chooseFees } from "./fees.ts";
import { interruptible } from "./interrupt.ts";
import { connectKafka, DEFAULT_TOPIC, kafkaOptions } from "./kafka_options.ts";
import {
  type Condition,
  duration,
  flag,
  integer,
  kebab,
  onlyWith,
  type Option,
  quiet,
  text,
  type Values,
} from "./options.ts";
import { type Arguments, checkRead, readArguments } from "./read_arguments.ts";
import { tell } from "./output.ts";
import { checkWritable } from "./written_file.ts";
import { keepOnly } from "./permissions.ts";
import { readQueue } from "./queue.ts";
import { readSpeed } from "./read_speed.ts";
import { changeableOptions, type Fixed, fixedOptions, liveQuestion, type Texts } from "./serve_question.ts";
import { watch } from "./serve_watch.ts";
import { checkTableFile } from "./table_file.ts";
import { tapeOptions } from "./tape_options.ts";

/** Times real time, or as fast as it goes. */
const speed: Option<number> = {
  placeholder: "X|max",
  help: "pace of a file or of the synthetic market: 1 is real time, max as fast as it goes",
  fallback: 1,
  read: readSpeed,
};

const LOOPBACK = "127.0.0.1";
const PORT = 8017;

const WITH_KAFKA: Condition = {
  option: "kafka",
  values: [true],
  otherwise: "it is of a Kafka topic; add --kafka to follow one",
};

const options = {
  ...tapeOptions,
  ...onlyWith(FROM_FILE, {
    from: tapeOptions.from,
    to: tapeOptions.to,
    instrumentId: tapeOptions.instrumentId,
    rtype: tapeOptions.rtype,
    layout: tapeOptions.layout,
    date: tapeOptions.date,
    timeUnit: tapeOptions.timeUnit,
    keepBadBooks: tapeOptions.keepBadBooks,
    skipBadRows: tapeOptions.skipBadRows,
    levels: backtestOptions.levels,
  }),
  kafka: flag("follow a Kafka topic, beside the sorlab produce that sends it"),
  ...onlyWith(WITH_KAFKA, {
    ...kafkaOptions,
    runId: text("ID", "the run to follow (the newest, and each that begins later)"),
    warmUp: duration(10e9, "how much of a tape has to be there before anything is decided from it"),
  }),
  ...changeableOptions,
  ...fixedOptions,
  ...onlyWith(FROM_FILE, { speed }),
  paused: flag("wait at the beginning until the page says play"),
  port: integer(PORT, { min: 0, max: 65535 }, "port to listen on; 0 is any that is free"),
  host: text(
    "HOST",
    `address to listen on; another than ${LOOPBACK} lets others in, by a token (${LOOPBACK})`,
  ),
  once: flag("end when the tape has, and not only by Ctrl-C"),
  record: text("FILE", "write what is shown: a page that opens without a server"),
  fills: text("FILE", "write every fill of the orders that ended, as sorlab backtest --fills does"),
  quiet,
};

type ServeValues = Values<typeof options>;

/** `sorlab serve`. */
export const command: Command = {
  help: groupedHelp({
    summary:
      "Shows a tape live on a page: the book of every venue, parent orders as they are worked, and what that\n" +
      "saves. The address of the page goes to standard output.",
    examples: [
      ["sorlab serve", "the synthetic market, in real time"],
      ["sorlab serve --data l1_day.csv --from 13:36:32 --speed 10", "a day, ten times as fast as it was"],
      ["sorlab serve --kafka", "beside a sorlab produce that runs"],
      ["sorlab serve --speed max --once --record demo.html", "a recording, which opens without a server"],
    ],
    options,
    groups: [
      {
        title: "Data",
        common: ["data", "kafka", "speed"],
        others: [
          ...[
            "from",
            "to",
            "symbol",
            "instrumentId",
            "rtype",
            "layout",
            "date",
            "timeUnit",
            "levels",
          ] as const,
          ...["keepBadBooks", "skipBadRows", "seed", "bootstrap", "topic", "kafkaConfig", "verbose"] as const,
          ...["timeout", "runId", "warmUp"] as const,
        ],
      },
      {
        title: "Orders and strategy; the page changes them",
        common: ["strategy", "side", "orderSize", "every", "interval"],
        others: [
          ...["compare", "primary", "horizon", "session", "limit", "lambdaOver", "lambdaUnder"] as const,
          ...["thetaQueue", "participation", "riskAversion", "depthTicks", "impact"] as const,
          ...["adverseSelection", "shortfall", "overfill"] as const,
        ],
      },
      {
        title: "Market",
        common: ["fees"],
        others: [
          ...[
            "fee",
            "rebate",
            "latency",
            "queue",
            "refresh",
            "residual",
            "referenceVenue",
            "collar",
          ] as const,
          ...["maxPrint", "maxQuoteAge"] as const,
        ],
      },
      { title: "View", common: ["port", "record"], others: ["host", "paused", "once", "fills", "quiet"] },
    ],
    notes: "Ctrl-C ends it. --record and --fills are written then, whole or not at all.",
  }),
  async run(args) {
    const read = readArguments(args, options);
    const { values } = read;
    const files = [values.record, values.fills].filter((path) => path !== undefined);
    keepOnly(files.length > 0 ? ["read", "write", "net"] : ["read", "net"]);
    checkRead(options, { values: { ...values, rules: "market" } as typeof values, given: read.given });
    checkTableFile("fills", values.fills);
    const fixed = await fixedOf(read);
    const question = liveQuestion(written(read, changeableOptions), fixed);
    for (const path of files) await checkWritable(path);
    await interruptible(async ({ signalled }) => {
      const abort = new AbortController();
      signalled.catch((reason) => abort.abort(reason));
      const feed = values.kafka ? await followedOf(values, abort.signal) : await replayedOf(read);
      // What a page asks for from here on needs no file.
      if (files.length === 0) keepOnly(["net"]);
      await watch(feed, question, { ...values, host: values.host ?? LOOPBACK, signalled, abort });
    });
  },
};

/** What was written of some options. */
function written({ texts }: Arguments<typeof options>, of: object): Texts {
  return Object.fromEntries(Object.entries(texts).filter(([name]) => Object.hasOwn(of, name)));
}

async function fixedOf(read: Arguments<typeof options>): Promise<Fixed> {
  const { values } = read;
  return {
    fees: await chooseFees(values),
    queue: await readQueue(values.queue),
    seed: values.seed,
    texts: written(read, fixedOptions),
  };
}

/** Follows the topic, from when there is enough of a run to begin. */
async function followedOf(values: ServeValues, signal: AbortSignal): Promise<Feed> {
  if (values.data !== undefined) throw new UsageError("--kafka and --data exclude each other");
  const { topic = DEFAULT_TOPIC, runId, symbol, warmUp, quiet } = values;
  const { followTopic } = await import("../kafka/follow.ts");
  const client = await connectKafka(values);
  if (!quiet) tell(`topic ${topic}: waiting until ${durationText(warmUp)} of a run are there`);
  const feed = new FollowedTopic(
    (onRows) => followTopic(client, { topic, runId, symbol, signal, onRows, onTrouble: tell }),
    { topic, warmUpNs: warmUp, signal, onTrouble: tell },
  );
  await Promise.race([feed.ready, aborted(signal)]);
  return feed;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener("abort", () => reject(signal.reason), { once: true })
  );
}

async function replayedOf(read: Arguments<typeof options>): Promise<Feed> {
  const { values } = read;
  const { tape, source } = await loadTape(values, { quiet: values.quiet, order: "receipt" });
  const isFile = source.kind === "file";
  const name = isFile ? (source.path ?? "").replace(/^.*[\\/]/, "") : "synthetic market";
  // The seed is one of the question's options too.
  const { seed: _, ...given } = written(read, { ...tapeOptions, levels: options.levels });
  const texts: Texts = isFile ? { ...given, data: source.path! } : given;
  const dataOptions = Object.entries(texts).map(([name, value]) =>
    shellWords(value === "" ? { name: kebab(name) } : { name: kebab(name), value })
  );
  return new ReplayedTape(tape, {
    kind: isFile ? "file" : "synthetic",
    name,
    dataOptions,
    window: { from: values.from && formatBound(values.from), to: values.to && formatBound(values.to) },
  });
}
