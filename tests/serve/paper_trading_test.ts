// Paper trading beside the back-test: what is decided live is what is found later on the same rows.
import { assert, assertEquals, assertThrows } from "@std/assert";
import { type OrderFills, withFills } from "../../src/backtest/fills.ts";
import { marketOf } from "../../src/backtest/on_tape.ts";
import { type Plan, planBacktest } from "../../src/backtest/plan.ts";
import type { Question } from "../../src/backtest/question.ts";
import { runBacktest } from "../../src/backtest/run.ts";
import { compareAll } from "../../src/search/comparison.ts";
import { QuestionError } from "../../src/search/question_error.ts";
import { rowsBetween, Tape } from "../../src/market/tape.ts";
import { generateTape } from "../../src/source/generated.ts";
import { parseStrategy } from "../../src/strategy/strategy_name.ts";
import { settledBy } from "../../src/serve/settle.ts";
import { type KnownFill, PaperTrading } from "../../src/serve/trading/paper_trading.ts";

const tape = generateTape({ seed: 5, durationSeconds: 90, eventsPerSecond: 60, venues: 4, price: 20e9 });

/** Pairs of ten seconds, one after the other; nothing is searched. */
const ASKED = {
  orders: { everyNs: 10e9, sides: "both", size: { kind: "shares", shares: 300 } },
  strategy: { name: parseStrategy("twap+cont-kukanov"), intervalNs: 2e9 },
  search: { axes: { lambdaOver: [1.05], lambdaUnder: [2], thetaQueue: [0.1] } },
} as const satisfies Question;

const plan = planBacktest(ASKED);

/** Every fill that the back-test finds, in its order. */
async function backtested(plan: Plan): Promise<OrderFills[]> {
  const outcome = await runBacktest(tape, plan);
  const found: OrderFills[] = [];
  await withFills(outcome, plan, {}, async (blocks) => {
    for await (const block of blocks) found.push(...block);
  });
  return found;
}

/** The tape's first rows alone. */
function firstRows(rows: number): Tape {
  return new Tape(rowsBetween(tape.columns, 0, rows), tape);
}

Deno.test("what is decided live, moment by moment, is what the back-test finds, byte for byte", async () => {
  const market = marketOf(tape, plan.question.rules);
  const settled: OrderFills[] = [];
  const trading = new PaperTrading(market, plan, { onSettled: (fills) => settled.push(...fills) });
  const { clockNs } = market.live;
  const shown: KnownFill[] = [];
  // Each moment tells only what it knows.
  for (let nowNs = clockNs[0]!; nowNs < clockNs.at(-1)!; nowNs += 0.7e9) {
    for (const known of trading.advance(nowNs).fills) {
      assert(known.fill.timeNs <= nowNs);
      shown.push(known);
    }
  }
  shown.push(...trading.advance(Infinity).fills);
  const found = await backtested(plan);
  assert(found.length > 40 && shown.length > 200);
  assertEquals(JSON.stringify(settled), JSON.stringify(found));
  assertEquals(shown.length, found.reduce((sum, { fills }) => sum + fills.length, 0));
});

Deno.test("rows that come bit by bit give the same fills, none of which is ever taken back", async () => {
  const settled: OrderFills[] = [];
  const onSettled = (fills: readonly OrderFills[]) => settled.push(...fills);
  const { rules } = plan.question;
  const whole = marketOf(tape, rules);
  const { clockNs } = whole.live;
  const shown: string[] = [];
  const keep = (fills: readonly KnownFill[]) =>
    shown.push(
      ...fills.map(({ open, strategy, fill }) =>
        JSON.stringify([open.number, strategy, fill.timeNs, fill.price, fill.shares])
      ),
    );
  let trading: PaperTrading | undefined;
  for (let rows = 200; rows < tape.length; rows += 333) {
    const market = marketOf(firstRows(rows), rules, settledBy(whole));
    trading ??= new PaperTrading(market, plan, { stillComing: true, onSettled });
    trading.grow(market, { stillComing: true });
    keep(trading.advance(clockNs[rows - 1]! - 1).fills);
  }
  trading!.grow(whole, { stillComing: false });
  keep(trading!.advance(Infinity).fills);
  const found = await backtested(plan);
  const byOrder = (all: readonly OrderFills[]) => all.toSorted((a, b) => a.order - b.order);
  assertEquals(JSON.stringify(byOrder(settled)), JSON.stringify(found));
  const inAll = found.flatMap(({ order, strategy, fills }) => {
    const index = trading!.strategies.findIndex(({ name }) => name === strategy);
    return fills.map(({ timeNs, price, shares }) => JSON.stringify([order, index, timeNs, price, shares]));
  });
  // An order that the tape ended in the middle of was begun, and is none of the back-test's.
  const isWhole = (fill: string): boolean => JSON.parse(fill)[0] < 16;
  assertEquals(shown.filter(isWhole).toSorted(), inAll.toSorted());
});

Deno.test("costs, savings, their parts and the interval are those of the back-test's comparison", async () => {
  const trading = new PaperTrading(marketOf(tape, plan.question.rules), plan);
  trading.advance(Infinity);
  const { all, main } = compareAll(await runBacktest(tape, plan));
  const costs = trading.tally.costs();
  for (const [i, { name }] of trading.strategies.entries()) {
    if (i === 0) continue;
    assertEquals(costs[i]!.saving, all[name]!.saving!.bps);
  }
  assertEquals(trading.strategies[trading.primary]!.name, main);
  const { interval } = all[main]!.saving!.confidence;
  assertEquals(trading.tally.interval(), interval && [interval.lower, interval.upper]);
});

Deno.test("a run that starts later works the orders that start later, under the same numbers", () => {
  const market = marketOf(tape, plan.question.rules);
  const numbersFrom = (fromNs: number): number[] => {
    const numbers = new Set<number>();
    const onSettled = (fills: readonly OrderFills[]) => fills.forEach(({ order }) => numbers.add(order));
    new PaperTrading(market, plan, { fromNs, onSettled }).advance(Infinity);
    return [...numbers];
  };
  const all = numbersFrom(-Infinity);
  assertEquals(all, Array.from({ length: all.length }, (_, i) => i));
  assertEquals(numbersFrom(market.live.clockNs[0]! + 35e9), all.slice(8));
});

Deno.test("a parameter of several values is refused, as nothing is searched", () => {
  const several = planBacktest({ ...ASKED, search: { axes: { lambdaUnder: [1.5, 2] } } });
  assertThrows(
    () => new PaperTrading(marketOf(tape, several.question.rules), several),
    QuestionError,
    "lambdaUnder 1.5,2: the live view searches no parameters",
  );
});
