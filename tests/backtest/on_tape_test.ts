import { assertEquals, assertThrows } from "@std/assert";
import { latencyByVenue, marketOf, parentOrdersOf, planOn } from "../../src/backtest/on_tape.ts";
import { planBacktest } from "../../src/backtest/plan.ts";
import { DEFAULTS, type Question } from "../../src/backtest/question.ts";
import { QuestionError } from "../../src/search/question_error.ts";
import type { Market } from "../../src/execution/market.ts";
import { ACTION_TRADE } from "../../src/market/tape.ts";
import { venuesOf } from "../../src/market/venues.ts";
import { parseStrategy, strategyText } from "../../src/strategy/strategies.ts";
import { type Row, tapeOf, XNAS, XNYS } from "../_tapes.ts";

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
      quotes: { maxPrint: 500, referenceVenue, maxAgeNs: 3e9 },
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

Deno.test("parentOrdersOf() lies in the window asked for, and refuses a horizon that is too long for it", () => {
  const ordersOf = (orders: Question["orders"]) =>
    parentOrdersOf(planBacktest({ orders }).question, market());
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
