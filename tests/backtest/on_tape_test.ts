import { assert, assertEquals, assertThrows } from "@std/assert";
import { latencyByVenue, marketOf, parentOrdersOf, planOn, sessionOf } from "../../src/backtest/on_tape.ts";
import { planBacktest } from "../../src/backtest/plan.ts";
import { DEFAULTS, type Question } from "../../src/backtest/question.ts";
import { QuestionError } from "../../src/search/question_error.ts";
import type { Market } from "../../src/execution/market.ts";
import type { ParentOrders } from "../../src/execution/parent_orders.ts";
import { randomInt } from "../../src/market/random.ts";
import { ACTION_TRADE, Tape } from "../../src/market/tape.ts";
import { formatTime } from "../../src/market/time.ts";
import { openTape } from "../../src/source/open_tape.ts";
import { venuesOf } from "../../src/market/venues.ts";
import { parseStrategy, strategyText } from "../../src/strategy/strategy_name.ts";
import { forSeeds, type Row, tapeOf, XNAS, XNYS } from "../_tapes.ts";
import { FOLDER, TAQ, testWith } from "../execution/_real_data.ts";

const ROWS: Row[] = Array.from({ length: 20 }, (_, i) => [
  // No stamp is a whole millisecond.
  10 * i + 0.0000005,
  i % 2 === 0 ? XNAS : XNYS,
  [10, 500],
  [10.01, 500],
]);

function market({ trades = false, coarse = false } = {}): Market {
  const rows = coarse ? ROWS.map(([at, ...others]): Row => [Math.floor(at), ...others]) : ROWS;
  const tape = tapeOf(...rows);
  if (trades) {
    tape.columns.action.fill(ACTION_TRADE);
    tape.columns.price.fill(10e9);
    tape.columns.size.fill(100);
  }
  return marketOf(tape, DEFAULTS.rules);
}

function refuse(action: () => unknown, message: string): void {
  assertEquals(assertThrows(action, QuestionError).message, message);
}

Deno.test("marketOf() finds the reference venue by its name, and refuses one that is not there", () => {
  const named = (referenceVenue: string): Market =>
    marketOf(tapeOf(...ROWS), {
      ...DEFAULTS.rules,
      quotes: { ...DEFAULTS.rules.quotes, referenceVenue, maxAgeNs: 3e9 },
    });
  const { live } = named("XNYS");
  assertEquals([live.referenceVenue, [...live.maxAgeNs]], [1, [3e9, 3e9]]);
  refuse(() => named("XNYZ"), "rules.quotes.referenceVenue XNYZ: the tape has XNAS, XNYS");
});

Deno.test("latencyByVenue() is by venue index, and refuses a venue that is not there", () => {
  const venues = venuesOf(tapeOf(...ROWS));
  assertEquals([...latencyByVenue({ usualNs: 3, byVenue: { XNYS: 7 } }, venues)], [3, 7]);
  refuse(
    () => latencyByVenue({ usualNs: 3, byVenue: { IEXG: 7 } }, venues),
    "rules.latency IEXG: the tape has XNAS, XNYS",
  );
});

Deno.test("planOn() replaces the usual strategy where nothing can rest, but none that was asked for", () => {
  const planned = (question: Question, on: Market): string =>
    strategyText(planOn(on, planBacktest(question)).strategy);
  assertEquals(planned({}, market()), "twap+cont-kukanov");
  assertEquals(planned({}, market({ trades: true })), "twap+static-relative");
  const sweep = { strategy: { name: parseStrategy("pov+sweep") } };
  assertEquals(planned(sweep, market({ trades: true })), "pov+sweep");
  const noQuotes = "nothing can rest, as the tape has a row per trade and no quotes between them";
  refuse(
    () => planned({ strategy: { name: parseStrategy("pov+cont-kukanov") } }, market({ trades: true })),
    `strategy.name pov+cont-kukanov: ${noQuotes}`,
  );
  refuse(
    () =>
      planned(
        { strategy: { ...sweep.strategy, compare: [parseStrategy("vwap+cont-kukanov")] } },
        market({ trades: true }),
      ),
    `strategy.compare vwap+cont-kukanov: ${noQuotes}`,
  );
  refuse(
    () => planned({ search: { axes: { lambdaOver: [2] } } }, market({ trades: true })),
    "search.axes.lambdaOver: twap+static-relative does not read this parameter; it reads search.axes.lambdaUnder",
  );
});

Deno.test("trap: a setting of the strategy that is replaced is refused, as nothing reads it", () => {
  const settings = {
    depthTicks: 3,
    adverseSelection: true,
    shortfall: "cross",
    overfill: "allow",
    impact: "adaptive",
  } as const;
  for (const [name, value] of Object.entries(settings)) {
    const question: Question = { strategy: { [name]: value } };
    planOn(market(), planBacktest(question));
    refuse(
      () => planOn(market({ trades: true }), planBacktest(question)),
      `strategy.${name}: nothing can rest, as the tape has a row per trade and no quotes between them, and ` +
        "twap+static-relative, which is measured then, does not read it",
    );
  }
});

Deno.test("planOn() refuses queues and slices that the tape does not tell enough for", () => {
  const prorata = planBacktest({
    rules: { queue: "prorata" },
    strategy: { name: parseStrategy("twap+sweep") },
  });
  planOn(market(), prorata);
  refuse(
    () => planOn(market({ trades: true }), prorata),
    "rules.queue prorata: cancels cannot be seen, as the tape has a row per trade and no quotes between them",
  );
  refuse(
    () => planOn(market({ coarse: true }), prorata),
    "rules.queue prorata: the tape's stamps are whole milliseconds, too coarse to tell trades from cancels",
  );
  refuse(
    () => planOn(market(), planBacktest({ strategy: { intervalNs: 1e5 } })),
    "strategy.intervalNs 100us: cuts the tape into more than 1000000 slices",
  );
});

Deno.test("planOn() leaves the passive baseline out where nothing can rest, unless it was asked for", () => {
  const trades = market({ trades: true });
  const { others, leftOut } = planOn(trades, planBacktest({}));
  assertEquals(leftOut.map(strategyText), ["twap+join"]);
  assertEquals(Object.keys(others), ["best_ask", "twap", "vwap", "twap+home", "twap+sweep"]);
  const rested = planOn(market(), planBacktest({}));
  assertEquals([Object.keys(rested.others).at(-1), rested.leftOut], ["twap+join", []]);
  const compare = [parseStrategy("twap+join")];
  refuse(
    () => planOn(trades, planBacktest({ strategy: { name: parseStrategy("twap+sweep"), compare } })),
    "strategy.compare twap+join: nothing can rest, as the tape has a row per trade and no quotes between them",
  );
});

/** Quotes of XNAS and XNYS around a moment: every so many seconds from one time to another. */
function marketBetween(from: string, to: string, everySeconds: number, publishers = [XNAS, XNYS]): Market {
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  const midnightMs = Math.floor(fromMs / 86_400e3) * 86_400e3;
  const rows: Row[] = [];
  for (let ms = fromMs; ms <= toMs; ms += 1000 * everySeconds) {
    const publisher = publishers[rows.length % publishers.length]!;
    rows.push([(ms - midnightMs) / 1000 + 0.0000005, publisher, [10, 500], [10.01, 500]]);
  }
  const tape = tapeOf(...rows);
  return marketOf(
    new Tape(tape.columns, { ...tape, originNs: BigInt(midnightMs) * 1_000_000n }),
    DEFAULTS.rules,
  );
}

const ordersOn = (on: Market, orders: Question["orders"]): ParentOrders =>
  parentOrdersOf(planBacktest({ orders }).question, on);

/** When orders start and end, `2024-08-01T13:30` UTC each. */
function timesOf({ orders }: ParentOrders, { tape: { originNs } }: Market): string[] {
  const text = (ns: number) => formatTime(originNs + BigInt(Math.round(ns))).slice(0, 16);
  return orders.map(({ startNs, endNs }) => `${text(startNs)} ${text(endNs)}`);
}

Deno.test("parentOrdersOf() lies in the window asked for, and refuses a horizon that is too long for it", () => {
  const ordersOf = (orders: Question["orders"]) => ordersOn(market(), { session: "all", ...orders });
  const { orders: [order] } = ordersOf({ from: "00:01", to: "2024-08-01T00:02:00Z" });
  assertEquals([order!.startNs, order!.endNs], [60e9, 120e9]);
  refuse(
    () => ordersOf({ horizonNs: 3600e9 }),
    "orders.horizonNs 1h: too long for the window, which from the first mid on is 189.999999999 s",
  );
  refuse(
    () => ordersOf({ count: 4, horizonNs: 190e9 }),
    "orders.horizonNs 190s: too long for the window of 4 starts, which from the first mid on is 189.999999999 s",
  );
});

Deno.test("parentOrdersOf() keeps orders to the regular session, or to the hours asked for, day by day", () => {
  // Wednesday, a half day; Thursday, a holiday; Friday; from midnight to midnight.
  const days = marketBetween("2024-07-03T00:00Z", "2024-07-06T00:00Z", 600);
  const times = (orders: Question["orders"]) => timesOf(ordersOn(days, orders), days);
  const hour = { count: 4, horizonNs: 3600e9 };
  assertEquals(times(hour), [
    "2024-07-03T13:30 2024-07-03T14:30",
    "2024-07-05T13:40 2024-07-05T14:40",
    "2024-07-05T16:20 2024-07-05T17:20",
    "2024-07-05T19:00 2024-07-05T20:00",
  ]);
  assertEquals(times({ count: 1 }), ["2024-07-05T13:30 2024-07-05T20:00"]);
  assertEquals(times({ count: 1, session: "10:00-10:30@UTC", from: "2024-07-04T00:00" }), [
    "2024-07-04T10:00 2024-07-04T10:30",
  ]);
  assertEquals(times({ count: 1, from: "14:00", to: "16:00" }), ["2024-07-03T14:00 2024-07-03T16:00"]);
  assertEquals(times({ count: 1, session: "all", to: "02:00" }), ["2024-07-03T00:00 2024-07-03T02:00"]);
  refuse(
    () => times({ count: 2, horizonNs: 7 * 3600e9 }),
    "orders.horizonNs 7h: too long for the 2 windows of 2 starts, the longest of which is 23400 s",
  );
});

Deno.test("parentOrdersOf() says when the session was that a tape does not meet, and why there is none", () => {
  const ask = (from: string, to: string, orders?: Question["orders"], publishers?: number[]) => {
    const on = marketBetween(from, to, 60, publishers);
    return timesOf(ordersOn(on, orders), on);
  };
  const all = "orders.session all works orders at any time";
  refuse(
    () => ask("2024-10-21T08:00Z", "2024-10-21T09:00Z"),
    "orders.session regular: the time from 2024-10-21T08:00:00Z to 2024-10-21T09:00:00Z lies outside it: " +
      `that of 2024-10-21 is 2024-10-21T13:30:00Z to 2024-10-21T20:00:00Z; ${all}`,
  );
  refuse(
    () => ask("2024-07-04T14:00Z", "2024-07-04T15:00Z"),
    "orders.session regular: the time from 2024-07-04T14:00:00Z to 2024-07-04T15:00:00Z lies outside it: " +
      `2024-07-04 is a holiday; ${all}`,
  );
  refuse(
    () => ask("2024-07-06T14:00Z", "2024-07-07T15:00Z"),
    "orders.session regular: the time from 2024-07-06T14:00:00Z to 2024-07-07T15:00:00Z lies outside it: " +
      `2024-07-06 is at the weekend, 2024-07-07 is at the weekend; ${all}`,
  );
  const saturday = ["2024-07-06T14:00 2024-07-06T15:00"];
  assertEquals(ask("2024-07-06T14:00Z", "2024-07-06T15:00Z", { session: "all" }), saturday);
  // The hours of other markets are not known: publisher 1 is CME.
  assertEquals(ask("2024-07-06T14:00Z", "2024-07-06T15:00Z", {}, [1]), saturday);
});

Deno.test("sessionOf() says whether the holidays are known of the days that orders lie on", () => {
  const known = (day: string, session: string, publishers?: number[]): boolean => {
    const on = marketBetween(`${day}T15:00Z`, `${day}T16:00Z`, 60, publishers);
    const { question } = planBacktest({ orders: { session } });
    const kept = sessionOf(question, on, parentOrdersOf(question, on).windows);
    assertEquals(kept.text, session);
    return kept.holidaysKnown;
  };
  assertEquals([known("2024-08-01", "regular"), known("2031-08-01", "regular")], [true, false]);
  assertEquals([known("2031-08-01", "all"), known("2031-08-01", "09:30-16:00")], [true, true]);
  const other = known("2031-08-01", "regular", [1]);
  assert(other, "CME has no hours here, so no holidays either");
});

Deno.test("parentOrdersOf() never starts or ends an order outside the session, whatever is asked", () => {
  // From Tuesday to Monday: summer time ends on Sunday in New York.
  const days = marketBetween("2024-10-29T00:00Z", "2024-11-05T00:00Z", 300);
  const minuteOfDay = new Intl.DateTimeFormat("en-GB", {
    timeZone: "America/New_York",
    hourCycle: "h23",
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const { originNs } = days.tape;
  const shown = (ns: number) => minuteOfDay.format(new Date(Number(originNs / 1_000_000n) + ns / 1e6));
  forSeeds(1, 60, (random) => {
    const count = 1 + randomInt(random, 40);
    const from = randomInt(random, 2) === 0
      ? undefined
      : formatTime(originNs + BigInt(randomInt(random, 3 * 86_400)) * 1_000_000_000n);
    const horizonNs = randomInt(random, 3) === 0 ? undefined : (1 + randomInt(random, 6 * 3600)) * 1e9;
    const { orders, windows } = ordersOn(days, { count, horizonNs, from });
    for (const { startNs, endNs } of orders) {
      assert(windows.some(({ fromNs, toNs }) => fromNs <= startNs && endNs <= toNs), "in no window");
      // 16:00:00 itself is the end; an order's last nanosecond lies before it.
      for (const text of [shown(startNs), shown(endNs - 1e6)]) {
        const [weekday, time] = text.split(/,? /) as [string, string];
        assert(!/Sat|Sun/.test(weekday) && time >= "09:30:00" && time < "16:00:00", text);
      }
      assertEquals(shown(startNs).slice(0, 3), shown(endNs - 1e6).slice(0, 3));
    }
  });
});

testWith(TAQ, "parentOrdersOf() keeps orders on the TAQ day to 14:30 to 21:00 UTC by itself", async () => {
  const day = marketOf(await openTape(FOLDER + TAQ), DEFAULTS.rules);
  const [openNs, closeNs] = [14.5 * 3600e9, 21 * 3600e9];
  const { clockNs } = day.live;
  assert(clockNs[0]! < openNs && clockNs.at(-1)! > closeNs, "the day has no rows outside the session");
  for (const session of [undefined, "regular", "09:30-16:00"]) {
    const { orders, windows } = ordersOn(day, { count: 200, sides: "both", session });
    assertEquals(windows, [{ fromNs: openNs, toNs: closeNs }]);
    assertEquals([orders[0]!.startNs, closeNs - orders.at(-1)!.endNs < 200], [openNs, true]);
  }
  const { orders: [first] } = ordersOn(day, { count: 200, sides: "both", session: "all" });
  assert(first!.startNs < openNs);
});
