/** A live view while it runs: its server, its recording, and the files that are left in the end. @module */

import config from "../../deno.json" with { type: "json" };
import type { OrderFills } from "../backtest/fills.ts";
import { isLoopback } from "../metrics/loopback.ts";
import { processMetrics } from "../metrics/process_metrics.ts";
import { FILL_COLUMNS, fillRows } from "../report/fills_table.ts";
import type { Feed } from "../serve/feed.ts";
import { Events } from "../serve/http/events.ts";
import { serveView } from "../serve/http/server.ts";
import { type LiveQuestion, LiveView } from "../serve/live_view.ts";
import { livePage } from "../serve/page/page.ts";
import { Recording } from "../serve/recording.ts";
import { ViewMetrics } from "../serve/view_metrics.ts";
import { Interrupted, UsageError, withFile } from "./errors.ts";
import { printResult, tell } from "./output.ts";
import { inOptions } from "./question_options.ts";
import { changeableOptions } from "./serve_question.ts";
import { writeTable } from "./table_file.ts";

/** How a view is watched, and until when. */
interface WatchOptions {
  readonly host: string;
  readonly port: number;
  /** Times real time. */
  readonly speed: number;
  readonly paused: boolean;
  /** Whether the tape's end is the end. */
  readonly once: boolean;
  readonly record: string | undefined;
  readonly fills: string | undefined;
  readonly quiet: boolean;
  /** Rejects when the user stops the program. */
  readonly signalled: Promise<never>;
  /** Ended with the view. */
  readonly abort: AbortController;
}

/**
 * Shows a feed until the user stops the program, or with `once` until the tape has ended.
 *
 * @throws {UsageError} for a question that makes no sense on this tape, or where it cannot listen.
 * @throws {Interrupted} once the files are written, if the user stopped it.
 */
export async function watch(feed: Feed, question: LiveQuestion, options: WatchOptions): Promise<void> {
  const { host, port, abort } = options;
  const recording = options.record === undefined ? undefined : new Recording(options.record);
  const shown = new Shown(feed, question, recording, options);
  const token = isLoopback(host) ? undefined : randomToken();
  const pageToken = randomToken();
  const page = await livePage(pageToken);
  const server = listening(options, () =>
    serveView({
      page,
      events: shown.events,
      hello: () => shown.view.hello(),
      refresh: () => shown.view.refresh(),
      control: (control) => named(() => shown.view.control(control)),
      metrics: () => [...processMetrics(config.version), ...shown.metrics.read(shown.events)],
    }, { host, port, token, pageToken, signal: abort.signal }));
  await tellWhere(server.addr, token, options);
  const running = shown.view.run(abort.signal);
  const interrupted = await endOf(feed, running, shown, options).finally(async () => {
    shown.events.close();
    abort.abort();
    await Promise.all([running, server.finished]);
  });
  const files = [...await closed(recording, options), ...await writtenFills(shown.settled, feed, options)];
  if (interrupted === undefined) return;
  throw new Interrupted(interrupted.signal, ["stopped", ...files].join("; "));
}

/** Resolves when the view is to end: to the signal, if that is why. */
async function endOf(
  feed: Feed,
  running: Promise<void>,
  { ended }: Shown,
  { signalled, once }: WatchOptions,
): Promise<Interrupted | undefined> {
  try {
    await Promise.race([signalled, running, feed.failed, ...once ? [ended] : []]);
    return undefined;
  } catch (error) {
    if (error instanceof Interrupted) return error;
    throw inOptions(error, changeableOptions);
  }
}

/** The view and all who are told what it shows. */
class Shown {
  readonly view: LiveView;
  readonly events = new Events();
  readonly metrics = new ViewMetrics();
  /** Resolves once the tape has ended. */
  readonly ended: Promise<void>;
  /** Fills of the run's orders that nothing can change any more, where they are wanted. */
  settled: OrderFills[] = [];
  #run = 0;

  constructor(
    feed: Feed,
    question: LiveQuestion,
    recording: Recording | undefined,
    { speed, paused, fills }: WatchOptions,
  ) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    this.view = named(() =>
      new LiveView(feed, question, {
        hello: (hello) => {
          if (hello.run !== this.#run) this.settled = [];
          this.#run = hello.run;
          this.events.hello(hello);
          recording?.hello(hello);
        },
        frame: (frame, lagMs, rowsPerSecond) => {
          const health = { lagMs, rowsPerSecond, memoryBytes: Deno.memoryUsage().rss };
          this.events.frame({ ...frame, health });
          recording?.frame({ ...frame, health });
          this.metrics.update(frame, lagMs);
          if (frame.playback.state === "ended") resolve();
        },
      }, {
        speed,
        paused,
        onSettled: fills === undefined ? undefined : (settled) => void this.settled.push(...settled),
      })
    );
  }
}

/** @throws {UsageError} for a question that makes no sense, naming options. */
function named<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw inOptions(error, changeableOptions);
  }
}

/** @throws {UsageError} if it cannot listen there. */
function listening<T>({ host, port }: WatchOptions, listen: () => T): T {
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
  { host, quiet }: WatchOptions,
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

async function closed(recording: Recording | undefined, { record }: WatchOptions): Promise<string[]> {
  if (recording === undefined || record === undefined) return [];
  await withFile(`write ${record}`, () => recording.close());
  if (recording.isFull) tell(`${record}: the recording came to its greatest length before the end`);
  return [`${record} is the recording`];
}

async function writtenFills(
  settled: readonly OrderFills[],
  feed: Feed,
  { fills: path }: WatchOptions,
): Promise<string[]> {
  if (path === undefined) return [];
  const originNs = BigInt(Date.parse(feed.source.origin)) * 1_000_000n;
  const byOrder = settled.toSorted((a, b) => a.order - b.order);
  await writeTable(path, FILL_COLUMNS, [byOrder.flatMap((order) => fillRows(order, originNs))]);
  return [`${path} has the fills`];
}
