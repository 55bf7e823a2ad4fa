// The live view: a tape that goes on, stops, steps, and begins anew.
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { marketOf } from "../../src/backtest/on_tape.ts";
import { Events, MOST_PAGES, type SharedFrame } from "../../src/serve/http/events.ts";
import type { Fill, Frame, Hello, Trade } from "../../src/serve/frames.ts";
import { MOST_FILLS } from "../../src/serve/picture/frame_maker.ts";
import { merged } from "../../src/serve/picture/merge.ts";
import { MOST_TRADES, tradesBetween } from "../../src/serve/picture/trades.ts";
import { ViewMetrics } from "../../src/serve/view_metrics.ts";
import { makeTape, questionOf, viewOf } from "./_view.ts";

const tape = makeTape();
const market = marketOf(tape, questionOf().plan.question.rules);
const { clockNs } = market.live;

function hasEnded({ playback }: Pick<Frame, "playback">): boolean {
  return playback.state === "ended";
}

Deno.test("a view goes through its tape to the end, and its frames together tell all that happened", async () => {
  const shown = viewOf(tape);
  const last = await shown.until(hasEnded);
  assertEquals(last.playback, { state: "ended", speed: null, position: 1, rows: tape.length });
  assertEquals(last.nowNs, clockNs.at(-1));
  assertEquals(shown.frames.map(({ frame }) => frame), shown.frames.map((_, i) => i + 1));
  const traded = (trades: readonly Trade[]): number => trades.reduce((sum, { shares }) => sum + shares, 0);
  assertEquals(
    traded(shown.frames.flatMap(({ trades }) => trades)),
    traded(tradesBetween(market, market.rowsThrough(clockNs[0]!), tape.length)),
  );
  assertEquals(last.costs.map(({ orders }) => orders), Array(6).fill(10));
  const fills = shown.frames.flatMap(({ fills, fillsLeftOut }) => [...fills, ...Array(fillsLeftOut)]);
  assert(fills.length > 100);
});

Deno.test("a frame shows what the market does: touch, ladder, column, decision, orders", async () => {
  const { view, until } = viewOf(tape, { paused: true });
  view.control({ do: "step", rows: 900 });
  const frame = await until(({ playback }) => playback.rows === 901);
  const entry = market.touchEntry(901, frame.nowNs);
  assertEquals(frame.touch.bid, market.live.touchBid[entry]! / 1e9);
  assertEquals(frame.touch.ask, market.live.touchAsk[entry]! / 1e9);
  const best = Math.max(...frame.ladder.filter(({ state }) => state === "live").map(({ bid }) => bid ?? 0));
  assertEquals(best, frame.touch.bid);
  assertEquals(frame.column.map(({ price }) => price), frame.column.map(({ price }) => price).toSorted());
  const displayed = frame.ladder.filter(({ state }) => state === "live")
    .reduce((sum, { bidSize, askSize }) => sum + bidSize + askSize, 0);
  assertEquals(frame.column.reduce((sum, { bidSize, askSize }) => sum + bidSize + askSize, 0), displayed);
  const decision = frame.decision!;
  assert(decision.timeNs <= frame.nowNs && decision.why.length >= 2);
  const [child] = decision.children;
  assert(decision.why[0]!.startsWith(`Takes ${child!.shares} share`));
  assertEquals(frame.orders.filter(({ ended }) => !ended).map(({ side }) => side), ["buy", "sell"]);
  for (const { filled, averagePrice, costBps } of frame.orders.flatMap(({ strategies }) => strategies)) {
    assertEquals([averagePrice === null, costBps === null], [filled === 0, filled === 0]);
  }
});

Deno.test("pause, step, speed, seek and other options do what they say; each restart is another run", async () => {
  const { view, hellos, until } = viewOf(tape, { paused: true });
  const first = await until(() => true);
  assertEquals([first.playback.state, first.playback.rows], ["paused", 1]);
  view.control({ do: "step", rows: 10 });
  const stepped = await until(() => true);
  assertEquals([stepped.playback.state, stepped.playback.rows], ["paused", 11]);
  view.control({ do: "seek", position: 0.5 });
  const sought = await until(() => true);
  assertAlmostEquals(sought.playback.position!, 0.5, 1e-6);
  assertEquals([sought.run, sought.frame, sought.orders], [2, 1, []]);
  view.control({ do: "ask", options: { "order-size": "300" } });
  view.control({ do: "speed", speed: 1000 });
  view.control({ do: "play" });
  const asked = await until(({ orders }) => orders.length > 0);
  assertEquals([asked.run, asked.orders[0]!.quantity, asked.playback.speed], [3, 300, 1000]);
  // Orders that start from there on, under the numbers that the back-test gives them.
  assertEquals(asked.orders[0]!.order, 6);
  assertEquals(hellos.map(({ run }) => run), [1, 2, 3]);
  assertThrows(() => view.control({ do: "ask", options: { "order-size": "many" } }), Error, "not a number");
  assertEquals(hellos.length, 3);
  view.control({ do: "speed", speed: "max" });
  assertEquals((await until(hasEnded)).run, 3);
});

Deno.test("an ended view can begin anew; while nothing goes on, nothing lags", async () => {
  const lags: number[] = [];
  const { view, until } = viewOf(tape, {
    audience: { hello() {}, frame: (_, lagMs) => lags.push(lagMs) },
  });
  await until(hasEnded);
  await new Promise((resolve) => setTimeout(resolve, 60));
  view.refresh();
  await until(hasEnded);
  assertEquals(lags.at(-1), 0);
  view.control({ do: "seek", position: 0 });
  const again = await until(hasEnded);
  assertEquals([again.run, again.costs[0]!.orders], [2, 10]);
});

/** A frame of a run with such fills and trades. */
function frameWith(frame: number, changes: Partial<Frame> = {}): SharedFrame {
  return { ...EMPTY, frame, ...changes };
}

const EMPTY: SharedFrame = {
  run: 1,
  frame: 1,
  merged: 1,
  nowNs: 0,
  playback: { state: "playing", speed: 1, position: 0, rows: 0 },
  touch: { bid: null, ask: null, mid: null, state: "empty" },
  ladder: [],
  column: [],
  trades: [],
  fills: [],
  fillsLeftOut: 0,
  orders: [],
  decision: null,
  costs: [],
  attribution: null,
  health: { lagMs: 0, rowsPerSecond: 0, memoryBytes: 0 },
};

const fill: Fill = {
  order: 0,
  side: "buy",
  strategy: 0,
  timeNs: 0,
  venue: 0,
  price: 10,
  shares: 1,
  kind: "taken",
  fee: 0,
};
const HELLO = { run: 1, venues: [] } as unknown as Hello;

/** The events in a text. */
function parsed(text: string): { event: string; data: Frame }[] {
  return text.split("\n\n").filter((each) => each.startsWith("event:")).map((each) => {
    const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(each)!;
    return { event: event!, data: JSON.parse(data!) };
  });
}

async function readOf(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const { value } = await reader.read();
  return new TextDecoder().decode(value);
}

Deno.test("a slow page gets one frame for many, in which nothing is lost; the others get them all", async () => {
  const events = new Events();
  const quick = events.add(HELLO)!.getReader();
  const slow = events.add(HELLO)!.getReader();
  assertEquals(parsed(await readOf(quick))[0]!.event, "hello");
  for (let frame = 1; frame <= 100; frame++) {
    events.frame(frameWith(frame, { fills: [{ ...fill, timeNs: frame }] }));
    const [shown] = parsed(await readOf(quick));
    assertEquals([shown!.data.frame, shown!.data.merged, shown!.data.health.dropped], [frame, 1, 0]);
    assertEquals(shown!.data.health.pages, 2);
  }
  assertEquals(parsed(await readOf(slow))[0]!.event, "hello");
  const [late] = parsed(await readOf(slow));
  assertEquals([late!.data.frame, late!.data.merged, late!.data.health.dropped], [100, 100, 99]);
  assertEquals(late!.data.fills.map(({ timeNs }) => timeNs), Array.from({ length: 100 }, (_, i) => i + 1));
  assertEquals(events.dropped, 99);
  events.close();
});

Deno.test("a page that has gone is forgotten, one that comes too many is sent away", async () => {
  const events = new Events();
  const streams = Array.from({ length: MOST_PAGES }, () => events.add(HELLO)!);
  assertEquals([events.pages, events.add(HELLO)], [MOST_PAGES, undefined]);
  await streams[0]!.cancel();
  assertEquals(events.pages, MOST_PAGES - 1);
  events.frame(frameWith(1));
  events.close();
  assertEquals(events.pages, 0);
});

Deno.test("a restart clears what waited of the run before", async () => {
  const events = new Events();
  const reader = events.add(HELLO)!.getReader();
  await readOf(reader);
  events.frame(frameWith(1));
  events.frame(frameWith(2));
  events.hello({ ...HELLO, run: 2 });
  events.frame(frameWith(1, { run: 2 }));
  await readOf(reader); // what was on its way already
  assertEquals(parsed(await readOf(reader))[0]!.data.run, 2);
  assertEquals(parsed(await readOf(reader))[0]!.data.run, 2);
  events.close();
});

Deno.test("merged frames stay as small as one, and count what they leave out", () => {
  const many = (count: number): Fill[] => Array.from({ length: count }, (_, i) => ({ ...fill, timeNs: i }));
  const trade: Trade = { timeNs: 0, price: 10, shares: 5, venue: 0, side: "buy" };
  let frame = frameWith(1, { fills: many(150), trades: Array(150).fill(trade) }) as Frame;
  for (let i = 2; i <= 20; i++) {
    const next = frameWith(i, { fills: many(150), trades: Array(150).fill({ ...trade, price: i }) });
    frame = merged(frame, next as Frame);
  }
  assertEquals([frame.merged, frame.frame, frame.fills.length], [20, 20, MOST_FILLS]);
  assertEquals(frame.fillsLeftOut, 20 * 150 - MOST_FILLS);
  assert(frame.trades.length <= MOST_TRADES);
  assertEquals(frame.trades.reduce((sum, { shares }) => sum + shares, 0), 20 * 150 * 5);
});

Deno.test("the figures for Prometheus count on over restarts", () => {
  const metrics = new ViewMetrics();
  const costs = [{ orders: 3, shares: 0, compared: 3, costBps: null, savingBps: null, interval: null }];
  const at = (run: number, rows: number) => ({ run, playback: { ...EMPTY.playback, rows }, costs });
  for (const [run, rows] of [[1, 10], [1, 30], [2, 5], [2, 8]] as const) metrics.update(at(run, rows), 250);
  const read = Object.fromEntries(
    metrics.read({ pages: 2, dropped: 7 }).map(({ name, samples }) => [name, samples]),
  );
  assertEquals([read["sorlab_serve_rows_total"], read["sorlab_serve_frames_total"]], [23, 4]);
  assertEquals([read["sorlab_serve_lag_seconds"], read["sorlab_serve_frames_merged_total"]], [0.25, 7]);
});
