import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { PARTS, poolAttributions } from "../../src/analysis/attribution.ts";
import { halfUnitsToDollars } from "../../src/analysis/half_units.ts";
import { planBacktest } from "../../src/backtest/plan.ts";
import { judge } from "../../src/judge/judge.ts";
import { readFills } from "../../src/judge/read/fills.ts";
import { readParents } from "../../src/judge/read/parents.ts";
import { DataError } from "../../src/market/data_error.ts";
import { toDollars } from "../../src/market/price.ts";
import { randomInt, seededRandom } from "../../src/market/random.ts";
import { FLAG_LAST, type Tape, TapeBuilder } from "../../src/market/tape.ts";
import { QuestionError } from "../../src/search/question_error.ts";
import { parseStrategy, type StrategyName } from "../../src/strategy/strategy_name.ts";
import { IS_LONG, seeds } from "../_seeds.ts";
import { ARCX, ORIGIN_NS, XNAS, XNYS } from "../_tapes.ts";
import { judgeSet, makeSet, withFolder } from "./_sets.ts";

const ROUTERS = ["twap+join", "immediate+best-quote", "vwap+sweep", "twap+cont-kukanov"].map(parseStrategy);
const ONE: { strategy: { compare: readonly StrategyName[] } } = {
  strategy: { compare: [parseStrategy("twap+best-quote")] },
};

Deno.test("judge() attributes to the cent what the generating run did, whatever the router, clock and seed", async () => {
  const [orders, length] = IS_LONG
    ? [{ to: "13:46:45" }, {}]
    : [{ count: 40, to: "13:41:45" }, { durationSeconds: 320 }];
  for (let seed = 1; seed <= seeds(1, 4); seed++) {
    for (const router of ROUTERS) {
      const clockOffsetNs = [250e6, -1_234_567_891, 0, 7e9][(seed + ROUTERS.indexOf(router)) % 4]!;
      // Orders end before the tape does: were its last row an own print, the tape that is judged would be longer.
      const made = makeSet({ router, clockOffsetNs, seed }, { orders }, { ...length, seed });
      const { router: measured, clock, comparisons } = await judgeSet(made, ONE);
      assertEquals(clock.offsetNs, clockOffsetNs, `seed ${seed}`);
      assertEquals(
        measured.map(({ attribution }) => attribution),
        made.set.measures.map(({ attribution }) => attribution),
        `seed ${seed}, ${router.schedule}+${router.placement}`,
      );
      assertEquals(
        measured.map(({ markouts, cost, unfilled, breakdown }) => ({ markouts, cost, unfilled, breakdown })),
        made.set.measures.map(({ markouts, cost, unfilled, breakdown }) => ({
          markouts,
          cost,
          unfilled,
          breakdown,
        })),
      );
      assertEquals(comparisons["twap+best-quote"]!.ordersNotCompared, 0);
    }
  }
});

Deno.test("judge() says that a router saves exactly nothing on itself, with its own prints on the tape", async () => {
  for (const router of ROUTERS.slice(0, seeds(2, 3))) {
    const made = makeSet({ router, clockOffsetNs: 250e6 });
    const { comparisons, others, router: measured } = await judgeSet(made, {
      strategy: { compare: [router] },
    });
    const [[name, comparison]] = Object.entries(comparisons) as [[string, typeof comparisons[string]]];
    assertEquals(comparison.kind, "execution");
    assertEquals([comparison.verdict.code, comparison.saving!.bps.total], ["same", 0]);
    assert(comparison.saving!.confidence.interval !== null);
    assertEquals(others[name]!.orders.map(({ cost }) => cost), measured.map(({ cost }) => cost));
  }
});

Deno.test("judge() finds a bad router bad, by going to dear venues", async () => {
  const made = makeSet({ router: "bad", clockOffsetNs: 40e6, jitterNs: 200_000 });
  const { comparisons, main, bestExecution } = await judgeSet(made);
  assertEquals(main, "twap+best-quote");
  const { verdict, saving } = comparisons[main]!;
  assertEquals(verdict.code, "costs");
  assert(verdict.text.startsWith("Your router costs "), verdict.text);
  assert(saving!.confidence.interval!.upper < 0);
  assert(saving!.bps.parts.venue < -0.5);
  // Nearly all that it takes, another venue shows at a better price.
  const shares = bestExecution.cells.reduce((sum, cell) => sum + cell.shares, 0);
  assert(bestExecution.through.shares > 0.9 * shares);
});

Deno.test("judge() splits the money by venue and by hour into what all orders cost", async () => {
  const made = makeSet({ clockOffsetNs: 250e6 });
  const { money, router, bestExecution } = await judgeSet(made, ONE);
  const { total, parts } = poolAttributions(router.map(({ attribution }) => attribution!));
  for (const spent of [money.byVenue, money.byHour.map(([, each]) => each)]) {
    const sum = (figure: (each: typeof spent[number]) => number): number =>
      spent.reduce((whole, each) => whole + figure(each), 0);
    assertAlmostEquals(sum(({ cost }) => cost), halfUnitsToDollars(total), 1e-6);
    for (const part of PARTS) {
      assertAlmostEquals(sum((each) => each.parts[part]), halfUnitsToDollars(parts[part]), 1e-6);
    }
  }
  assertEquals(money.byHour.map(([hour]) => hour), [13]);
  const filled = router.reduce((sum, { cost }) => sum + cost.shares, 0);
  assertEquals(bestExecution.cells.reduce((sum, { shares }) => sum + shares, 0), filled);
  for (const cell of bestExecution.cells) assertEquals(cell.inside + cell.at + cell.outside, cell.shares);
});

Deno.test("judge() compares the fees charged with those of the schedule", async () => {
  const made = makeSet({ router: parseStrategy("twap+sweep") });
  const same = await judgeSet(made, ONE);
  for (const { charged, due, differing } of same.fees) {
    assertAlmostEquals(charged, due, 1e-9);
    assertEquals(differing, 0);
  }
  // Judged by another schedule, every fill was charged otherwise, and the cost stays what was charged.
  const flat = { kind: "flat", takeDollars: 0.001, addDollars: 0 } as const;
  const other = await judgeSet(made, { ...ONE, rules: { fees: flat } });
  assertEquals(other.router.map(({ cost }) => cost), same.router.map(({ cost }) => cost));
  const shares = made.set.fills.reduce((sum, fill) => sum + fill.shares, 0);
  assertAlmostEquals(other.fees.reduce((sum, { due }) => sum + due, 0), 0.001 * shares, 1e-9);
  const others = made.set.fills.filter(({ fee }) => Math.abs(fee - 0.001e9) > 1e4).length;
  assertEquals(other.fees.reduce((sum, { differing }) => sum + differing, 0), others);
});

Deno.test("judge() makes orders of the fills where there are none, and prices what they held", async () => {
  const made = makeSet({ clockOffsetNs: 250e6 });
  const { orders, router, counts } = await judgeSet(made, ONE, { withParents: false });
  assert(orders.derived);
  const filled = made.set.fills.reduce((sum, { shares }) => sum + shares, 0);
  assertEquals(router.reduce((sum, { order }) => sum + order.quantity, 0), filled);
  assert(router.every(({ unfilled }) => unfilled === 0));
  assertEquals(counts["fills_outside_their_orders_time"], undefined);
});

Deno.test("judge() prices unfilled shares at the mid in the end, and compares them with what others crossed", async () => {
  const { set, question } = makeSet({ router: parseStrategy("immediate+best-quote") });
  // The router fell silent: of every fourth order nothing is left.
  const silent = { ...set, fills: set.fills.filter(({ order }) => order % 4 !== 0) };
  const { router, comparisons, main } = await judgeSet({ set: silent, question }, ONE);
  for (const [i, { unfilled, attribution, endMid, arrivalMid, order }] of router.entries()) {
    if (i % 4 !== 0) continue;
    assertEquals(unfilled, order.quantity);
    assertEquals(
      halfUnitsToDollars(attribution!.parts.opportunity),
      toDollars(order.side * unfilled * (endMid - arrivalMid)),
    );
  }
  assertEquals(comparisons[main]!.ordersNotCompared, 0);
});

Deno.test("judge() refuses strategies that it cannot compare with, before it simulates", async () => {
  const made = makeSet();
  await assertRejects(
    () => judgeSet(made, ONE, { primary: "twap+join" }),
    QuestionError,
    "strategy.primary twap+join: none of the comparisons, twap+best-quote",
  );
});

Deno.test("judge() refuses fills of another instrument, or in another unit", async () => {
  const { set, question } = makeSet();
  const dearer = { ...set, fills: set.fills.map((fill) => ({ ...fill, price: 2 * fill.price })) };
  await assertRejects(() => judgeSet({ set: dearer, question }), DataError, "fills.csv:2: a fill at 44");
});

Deno.test("judge() says the same whoever simulates, and however often it is asked", async () => {
  const made = makeSet({ clockOffsetNs: 250e6 });
  const [a, b] = await Promise.all([judgeSet(made), judgeSet(made)]);
  assertEquals(a.comparisons, b.comparisons);
});

/** A tape whose prints are all fills, at the touch of one mid that never moves, and the files of those fills. */
async function writeManyFills(folder: string, count: number): Promise<{ tape: Tape; shares: number }> {
  const [mid, tick, perOrder, gapNs, openNs] = [100e9, 1e7, 500, 20e6, 13.5 * 3600e9];
  const random = seededRandom(count);
  const builder = new TapeBuilder();
  const add = (timeNs: number, venue: number, print?: { price: number; size: number }): void => {
    const row = builder.next();
    const { columns } = builder;
    columns.tsEventNs[row] = columns.tsRecvNs[row] = timeNs;
    columns.publisher[row] = [XNAS, ARCX, XNYS][venue]!;
    columns.flags[row] = FLAG_LAST;
    [columns.bidPx[row], columns.askPx[row]] = [mid - tick, mid + tick];
    columns.bidSz[row] = columns.askSz[row] = 500;
    columns.action[row] = (print === undefined ? "A" : "T").charCodeAt(0);
    columns.side[row] = "N".charCodeAt(0);
    if (print !== undefined) [columns.price[row], columns.size[row]] = [print.price, print.size];
  };
  const fills = ["time,side,venue,price,shares,order,kind,fee\n"];
  const parents = ["order,side,quantity,start,end\n"];
  let shares = 0;
  for (let i = -10; i < count + 10; i++) { // a minute of quotes before and after
    const timeNs = openNs + i * gapNs + (i < 0 ? 60 / 10 * i : i >= count ? 6 * (i + 1 - count) : 0) * 1e9;
    const venue = randomInt(random, 3);
    const size = 1 + randomInt(random, 9);
    const buys = Math.floor(i / perOrder) % 2 === 0;
    const isFill = i >= 0 && i < count;
    add(timeNs, venue, isFill ? { price: buys ? mid + tick : mid - tick, size } : undefined);
    if (!isFill) continue;
    add(timeNs + 1000, venue);
    const [order, side] = [Math.floor(i / perOrder), buys ? "buy" : "sell"];
    const time = ORIGIN_NS + BigInt(timeNs + 250e6); // by a clock that is a quarter of a second ahead
    if (i % perOrder === 0) parents.push(`P${order},${side},${perOrder * 9},${time - 1n},`);
    if (i % perOrder === perOrder - 1) parents.push(`${time + 1n}\n`);
    fills.push(
      `${time},${side},${["XNAS", "ARCX", "XNYS"][venue]},${buys ? 100.01 : 99.99},${size},P${order},taken,` +
        `${(size * 0.003).toFixed(3)}\n`,
    );
    shares += size;
  }
  await Deno.writeTextFile(`${folder}/fills.csv`, fills.join(""));
  await Deno.writeTextFile(`${folder}/parents.csv`, parents.join(""));
  return { tape: builder.finish({ originNs: ORIGIN_NS, symbol: "TEST" }), shares };
}

Deno.test("judge() measures many fills to the unit: a million in the long run", async () => {
  await withFolder(async (folder) => {
    const count = seeds(2000, 1_000_000);
    const { tape, shares } = await writeManyFills(folder, count);
    const options = { originNs: tape.originNs, symbol: "TEST" };
    const parents = await readParents(`${folder}/parents.csv`, options);
    const fills = await readFills(`${folder}/fills.csv`, options);
    const plan = planBacktest({ strategy: { intervalNs: 5e9 } });
    const { router, clock, orders } = await judge(tape, { ...fills, file: "fills.csv", parents }, plan);
    assertEquals([clock.offsetNs, clock.matchedShare, orders.orders.length], [-250e6, 1, count / 500]);
    const { total, parts } = poolAttributions(router.map(({ attribution }) => attribution!));
    const [spread, fees] = [BigInt(shares) * 2n * 10_000_000n, BigInt(shares) * 2n * 3_000_000n];
    assertEquals({ ...parts }, {
      drift: 0n,
      spread,
      venue: 0n,
      passive: 0n,
      residual: 0n,
      fees,
      opportunity: 0n,
    });
    assertEquals(total, spread + fees);
  });
});
