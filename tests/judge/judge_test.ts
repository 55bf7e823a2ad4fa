import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { PARTS, poolAttributions } from "../../src/analysis/attribution.ts";
import { halfUnitsToDollars } from "../../src/analysis/half_units.ts";
import { DataError } from "../../src/market/data_error.ts";
import { toDollars } from "../../src/market/price.ts";
import { QuestionError } from "../../src/search/question_error.ts";
import { parseStrategy, type StrategyName } from "../../src/strategy/strategies.ts";
import { seeds } from "../_seeds.ts";
import { judgeSet, makeSet } from "./_sets.ts";

const ROUTERS = ["twap+join", "immediate+best-quote", "vwap+sweep", "twap+cont-kukanov"].map(parseStrategy);
const ONE: { strategy: { compare: readonly StrategyName[] } } = {
  strategy: { compare: [parseStrategy("twap+best-quote")] },
};

Deno.test("judge() attributes to the cent what the generating run did, whatever the router, clock and seed", async () => {
  for (let seed = 1; seed <= seeds(1, 4); seed++) {
    for (const router of ROUTERS) {
      const clockOffsetNs = [250e6, -1_234_567_891, 0, 7e9][(seed + ROUTERS.indexOf(router)) % 4]!;
      // Orders end before the tape does: were its last row an own print, the tape that is judged would be longer.
      const made = makeSet({ router, clockOffsetNs, seed }, { orders: { to: "13:46:45" } }, { seed });
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
  for (const router of ROUTERS.slice(0, 3)) {
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
