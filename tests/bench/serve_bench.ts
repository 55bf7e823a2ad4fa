/** How fast a tape goes through the live view while a page takes its frames, and what an idle page costs. @module */

import { cpuUsage } from "node:process";
import { planBacktest } from "../../src/backtest/plan.ts";
import { Events } from "../../src/serve/http/events.ts";
import { LiveView } from "../../src/serve/live_view.ts";
import { ReplayedTape } from "../../src/serve/replayed_tape.ts";
import { generateTape } from "../../src/source/generated.ts";
import type { Figure } from "./figure.ts";

const IDLE_MS = 3000;

/** A tape of about a million rows, the usual question of `sorlab serve`, and a page that reads whatever comes. */
export async function benchServe(): Promise<Figure[]> {
  const tape = generateTape({ durationSeconds: 3600, eventsPerSecond: 280 });
  const plan = planBacktest({
    orders: { everyNs: 60e9, sides: "both", size: { kind: "shares", shares: 500 }, session: "all" },
    strategy: { intervalNs: 10e9 },
  });
  const question = { plan, fields: [], backtest: () => "", with: () => question };
  const feed = new ReplayedTape(tape, { kind: "synthetic", name: "bench", dataOptions: [] });
  feed.market(plan.question.rules);
  const events = new Events();
  const abort = new AbortController();
  const ended = Promise.withResolvers<void>();
  const health = { memoryBytes: 0 };
  let frames = 0;
  const startMs = performance.now();
  const view = new LiveView(feed, question, {
    hello: (hello) => events.hello(hello),
    frame(frame, lagMs, rowsPerSecond) {
      frames++;
      events.frame({ ...frame, health: { ...health, lagMs, rowsPerSecond } });
      if (frame.playback.state === "ended") ended.resolve();
    },
  }, { speed: Infinity });
  const bytes = taken(events.add(view.hello())!);
  const running = view.run(abort.signal);
  await ended.promise;
  const seconds = (performance.now() - startMs) / 1000;
  const before = cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const { user, system } = cpuUsage(before);
  abort.abort();
  events.close();
  await running;
  return [
    { name: "serve_max_speed", value: tape.length / seconds, unit: "rows/s" },
    { name: "serve_frames_at_max_speed", value: frames / seconds, unit: "frames/s" },
    { name: "serve_bytes_a_frame", value: await bytes / frames, unit: "bytes" },
    { name: "serve_idle_cpu", value: (user + system) / 1000 / IDLE_MS * 100, unit: "% of a core" },
  ];
}

/** Reads a page's events to their end; how many bytes they are. */
async function taken(events: ReadableStream<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const chunk of events) bytes += chunk.length;
  return bytes;
}
