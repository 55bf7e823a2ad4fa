/** A tape that goes through the live view as fast as it can, while a page takes its frames. @module */

import process from "node:process";
import { type Plan, planBacktest } from "../../src/backtest/plan.ts";
import type { Question } from "../../src/backtest/question.ts";
import type { Tape } from "../../src/market/tape.ts";
import { Events } from "../../src/serve/http/events.ts";
import { LiveView } from "../../src/serve/live_view.ts";
import { ReplayedTape } from "../../src/serve/replayed_tape.ts";

/** What a replay took. */
export interface Replay {
  /** To make the market, and the view with its strategies, before the first row. */
  readonly preparingSeconds: number;
  readonly seconds: number;
  /** Of the processor, in the thread that replays: what else the machine does does not lengthen it much. */
  readonly threadSeconds: number;
  /** Rows in the first half of such a second, a second. */
  readonly rowsPerSecondAtFirst: number;
  readonly frames: number;
  readonly bytes: number;
  /** Of a core, while the tape has ended and the page still watches, %. */
  readonly idlePercent: number;
}

const FIRST_SECONDS = 0.5;

/** The usual question of `sorlab serve`. */
export function usualQuestion(session?: "all"): Plan {
  const orders: Question["orders"] = {
    everyNs: 60e9,
    sides: "both",
    size: { kind: "shares", shares: 500 },
    ...(session === undefined ? {} : { session }),
  };
  return planBacktest({ orders, strategy: { intervalNs: 10e9 } });
}

/** Replays a tape once, and then idles for a while. */
export async function replay(tape: Tape, plan: Plan, idleMs: number): Promise<Replay> {
  const question = { plan, fields: [], backtest: () => "", with: () => question };
  const feed = new ReplayedTape(tape, { kind: "synthetic", name: "bench", dataOptions: [] });
  const events = new Events();
  const ended = Promise.withResolvers<void>();
  const seen: { readonly seconds: number; readonly rows: number }[] = [];
  const madeMs = performance.now();
  const view = new LiveView(feed, question, {
    hello: (hello) => events.hello(hello),
    frame(frame, lagMs, rowsPerSecond) {
      seen.push({ seconds: threadSeconds() - startSeconds, rows: frame.playback.rows });
      events.frame({ ...frame, health: { memoryBytes: 0, lagMs, rowsPerSecond } });
      if (frame.playback.state === "ended") ended.resolve();
    },
  }, { speed: Infinity });
  const bytes = taken(events.add(view.hello())!);
  const startMs = performance.now();
  const startSeconds = threadSeconds();
  const abort = new AbortController();
  const running = view.run(abort.signal);
  await ended.promise;
  const seconds = (performance.now() - startMs) / 1000;
  const frames = seen.length;
  const first = seen.findLast(({ seconds }) => seconds <= FIRST_SECONDS)!;
  const before = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, idleMs));
  const { user, system } = process.cpuUsage(before);
  abort.abort();
  events.close();
  await running;
  return {
    preparingSeconds: (startMs - madeMs) / 1000,
    seconds,
    threadSeconds: seen.at(-1)!.seconds,
    rowsPerSecondAtFirst: first.rows / first.seconds,
    frames,
    bytes: await bytes,
    idlePercent: (user + system) / 1000 / idleMs * 100,
  };
}

/** Time of the processor that this thread has taken; before Deno 2.6 that all threads have. */
function threadSeconds(): number {
  const { threadCpuUsage = process.cpuUsage }: { threadCpuUsage?: typeof process.cpuUsage } = process;
  const { user, system } = threadCpuUsage();
  return (user + system) / 1e6;
}

/** Reads a page's events to their end; how many bytes they are. */
async function taken(events: ReadableStream<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const chunk of events) bytes += chunk.length;
  return bytes;
}
