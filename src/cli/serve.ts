/** `sorlab serve`: the live view of a tape, on a page. @module */

import config from "../../deno.json" with { type: "json" };
import type { OrderFills } from "../backtest/fills.ts";
import { processMetrics } from "../metrics/process_metrics.ts";
import { FILL_COLUMNS, fillRows } from "../report/fills_table.ts";
import { shellWords } from "../report/repeat_command.ts";
import type { Feed } from "../serve/feed.ts";
import { Events } from "../serve/http/events.ts";
import { isLoopback } from "../serve/http/guard.ts";
import { serveView } from "../serve/http/server.ts";
import { LiveView } from "../serve/live_view.ts";
import { livePage } from "../serve/page/page.ts";
import { Recording } from "../serve/recording.ts";
import { ReplayedTape } from "../serve/replayed_tape.ts";
import { ViewMetrics } from "../serve/view_metrics.ts";
import { type Command, groupedHelp } from "./command.ts";
import { loadTape } from "./data.ts";
import { Interrupted, UsageError, withFile } from "./errors.ts";
import { chooseFees } from "./fees.ts";
import { interruptible } from "./interrupt.ts";
import { type Arguments, flag, integer, type Option, readArguments, text, type Values } from "./options.ts";
import { checkWritable, printResult, tell } from "./output.ts";
import { keepOnly } from "./permissions.ts";
import { inOptions } from "./question_options.ts";
import { readQueue } from "./queue.ts";
import { changeableOptions, type Fixed, fixedOptions, liveQuestion, type Texts } from "./serve_question.ts";
import { checkTableFile, writeTable } from "./table_file.ts";
import { tapeOptions } from "./tape_options.ts";

/** Times real time, or as fast as it goes. */
const speed: Option<number> = {
  placeholder: "X|max",
  help: "pace of a file or of the synthetic market: 1 is real time, max as fast as it goes",
  fallback: 1,
  read(given) {
    if (given === "max") return Infinity;
    const value = Number(given);
    if (!/^(\d+(\.\d+)?|\.\d+)$/.test(given) || !(value > 0)) {
      throw new Error("use a positive number, or max");
    }
    return value;
  },
};

const LOOPBACK = "127.0.0.1";
const PORT = 8017;

const options = {
  ...tapeOptions,
  ...changeableOptions,
  ...fixedOptions,
  speed,
  paused: flag("wait at the beginning until the page says play"),
  port: integer(PORT, { min: 0, max: 65535 }, "port to listen on; 0 is any that is free"),
  host: text(
    "HOST",
    `address to listen on; another than ${LOOPBACK} lets others in, by a token (${LOOPBACK})`,
  ),
  once: flag("end when the tape has, and not only by Ctrl-C"),
  record: text("FILE", "write what is shown: a page that opens without a server"),
  fills: text("FILE", "write every fill of the orders that ended, as sorlab backtest --fills does"),
  quiet: flag("nothing on standard error but failures"),
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
      ["sorlab serve --speed max --once --record demo.html", "a recording, which opens without a server"],
    ],
    options,
    groups: [
      {
        title: "Data",
        common: ["data", "speed"],
        others: [
          ...["from", "to", "symbol", "instrumentId", "rtype", "layout", "date", "timeUnit"] as const,
          ...["keepBadBooks", "skipBadRows", "seed"] as const,
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
    keepOnly([
      "read",
      "net",
      ...values.record !== undefined || values.fills !== undefined ? ["write"] as const : [],
    ]);
    checkTableFile("fills", values.fills);
    const fixed = await fixedOf(read);
    const question = liveQuestion(written(read, changeableOptions), fixed);
    for (const path of [values.record, values.fills]) if (path !== undefined) await checkWritable(path);
    const feed = await feedOf(read);
    await watch(feed, { question, values });
  },
};

/** What was written of some options. */
function written({ texts }: Arguments<typeof options>, of: object): Texts {
  return Object.fromEntries(Object.entries(texts).filter(([name]) => Object.hasOwn(of, name)));
}

async function fixedOf(read: Arguments<typeof options>): Promise<Fixed> {
  const { values } = read;
  const { data: _, ...texts } = written(read, fixedOptions);
  return { fees: await chooseFees(values), queue: await readQueue(values.queue), seed: values.seed, texts };
}

async function feedOf(read: Arguments<typeof options>): Promise<Feed> {
  const { values } = read;
  const { tape, source } = await loadTape(values, { quiet: values.quiet, order: "receipt" });
  const isFile = source.kind === "file";
  const name = isFile ? (source.path ?? "").replace(/^.*[\\/]/, "") : "synthetic market";
  const { seed: _, data: __, ...given } = written(read, tapeOptions);
  const texts: Texts = isFile ? { data: source.path!, ...given } : given;
  const dataOptions = Object.entries(texts).map(([name, value]) =>
    shellWords(value === "" ? { name } : { name, value })
  );
  return new ReplayedTape(tape, { kind: isFile ? "file" : "synthetic", name, dataOptions });
}

interface Watching {
  readonly question: ReturnType<typeof liveQuestion>;
  readonly values: ServeValues;
}

async function watch(feed: Feed, { question, values }: Watching): Promise<void> {
  const events = new Events();
  const metrics = new ViewMetrics();
  const recording = values.record === undefined ? undefined : new Recording(values.record);
  let settled: OrderFills[] = [];
  const ended = Promise.withResolvers<void>();
  const view = named(() =>
    new LiveView(feed, question, {
      hello(hello) {
        settled = []; // of another question, or from another moment on
        events.hello(hello);
        recording?.hello(hello);
      },
      frame(frame, lagMs, rowsPerSecond) {
        const shown = { ...frame, health: { lagMs, rowsPerSecond, memoryBytes: Deno.memoryUsage().rss } };
        events.frame(shown);
        metrics.update(frame, lagMs, rowsPerSecond);
        recording?.frame(shown);
        if (frame.playback.state === "ended") ended.resolve();
      },
    }, {
      speed: values.speed,
      paused: values.paused,
      onSettled: (fills) => values.fills === undefined || settled.push(...fills),
    })
  );
  const abort = new AbortController();
  const { host = LOOPBACK } = values;
  const token = isLoopback(host) ? undefined : randomToken();
  const pageToken = randomToken();
  const page = await livePage(pageToken);
  await interruptible(async ({ signalled }) => {
    const server = listening(values, () =>
      serveView({
        page,
        events,
        hello: () => view.hello(),
        refresh: () => view.refresh(),
        control: (control) => named(() => view.control(control)),
        metrics: () => [...processMetrics(config.version), ...metrics.read(events)],
      }, { host, port: values.port, token, pageToken, signal: abort.signal }));
    await tellWhere(server.addr, token, values);
    const running = view.run(abort.signal);
    let interrupted: Interrupted | undefined;
    try {
      await Promise.race([signalled, running, ...values.once ? [ended.promise] : []]);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      interrupted = error;
    } finally {
      events.close();
      abort.abort();
      await Promise.all([running, server.finished]);
    }
    const files = [
      ...await closed(recording, values),
      ...await writtenFills(settled, feed, values),
    ];
    if (interrupted === undefined) return;
    throw new Interrupted(interrupted.signal, ["stopped", ...files].join("; "));
  });
}

/** @throws {UsageError} for a question that makes no sense, naming options. */
function named<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw inOptions(error, options);
  }
}

/** @throws {UsageError} if it cannot listen there. */
function listening<T>({ host = LOOPBACK, port }: ServeValues, listen: () => T): T {
  try {
    return listen();
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      throw new UsageError(
        `--port ${port}: something else listens there; give another, or 0 for any that is free`,
      );
    }
    throw new UsageError(`--host ${host}: cannot listen there: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

async function tellWhere(
  { port }: Deno.NetAddr,
  token: string | undefined,
  { host = LOOPBACK, quiet }: ServeValues,
): Promise<void> {
  const name = host.includes(":") ? `[${host}]` : host;
  const query = token === undefined ? "" : `?token=${token}`;
  await printResult(`http://${name}:${port}/${query}\n`);
  if (token !== undefined) {
    tell(
      `warning: --host ${host} lets others in who know the token, unencrypted: a tunnel (ssh -L) is safer`,
    );
  }
  if (!quiet) tell("the live view is at this address; Ctrl-C ends it");
}

function randomToken(): string {
  return crypto.randomUUID().replaceAll("-", "");
}

async function closed(recording: Recording | undefined, { record }: ServeValues): Promise<string[]> {
  if (recording === undefined || record === undefined) return [];
  await withFile(`write ${record}`, () => recording.close());
  if (recording.isFull) tell(`${record}: the recording came to its greatest length before the end`);
  return [`${record} is the recording`];
}

async function writtenFills(
  settled: readonly OrderFills[],
  feed: Feed,
  { fills: path }: ServeValues,
): Promise<string[]> {
  if (path === undefined) return [];
  const originNs = BigInt(Date.parse(feed.source.origin)) * 1_000_000n;
  await writeTable(path, FILL_COLUMNS, [settled.flatMap((order) => fillRows(order, originNs))]);
  return [`${path} has the fills`];
}
