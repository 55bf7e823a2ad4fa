import { assert, assertAlmostEquals, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { attributionOf } from "../../src/analysis/attribution.ts";
import { costOf, perShare } from "../../src/analysis/cost.ts";
import { breakdownOf } from "../../src/analysis/fill_breakdown.ts";
import {
  type ComparedOrder,
  pairedSaving,
  pairFamily,
  pairSavings,
} from "../../src/analysis/paired_saving.ts";
import { BEYOND } from "../../src/execution/fill_log.ts";
import type { Placement } from "../../src/execution/strategy.ts";
import type { ParentOrder } from "../../src/execution/parent_order.ts";
import { Simulator } from "../../src/execution/simulator.ts";
import { BUY, SELL } from "../../src/market/side.ts";
import { forSeeds } from "../_tapes.ts";
import {
  executionOf,
  type Fill,
  randomMarket,
  randomOrder,
  restsHalf,
  rulesFor,
  slices,
  takesFirst,
} from "./_executions.ts";

/** An order of 100 shares worked by these fills. */
function worked(
  fills: Omit<Fill, "mid" | "touch">[],
  order: Partial<ParentOrder> = {},
  ends: Parameters<typeof executionOf>[2] = {},
): ComparedOrder {
  const execution = executionOf(order, fills.map((fill) => ({ mid: 10, touch: 10, ...fill })), ends);
  return {
    ...execution,
    attribution: attributionOf(execution),
    breakdown: breakdownOf(execution, 1),
  };
}

Deno.test("pairedSaving() is what the average price was better, fees included, by the arrival mid", () => {
  const cheap = [{ price: 9.99, shares: 100, fee: 0.003 }];
  const dear = [{ price: 10, shares: 50, fee: 0.001 }, { price: 10.02, shares: 50, fee: 0.001 }];
  assertAlmostEquals(pairedSaving(worked(cheap), worked(dear), "cross").bps!, (10.011 - 9.993) / 10 * 1e4);
  const [sold, other] = [worked(cheap, { side: SELL }), worked(dear, { side: SELL })];
  assertAlmostEquals(pairedSaving(sold, other, "cross").bps!, (9.987 - 10.009) / 10 * 1e4);
  assertEquals(pairedSaving(sold, sold, "cross"), { bps: 0 });
});

Deno.test("pairedSaving() is null where nothing was displayed in the end for what either had left", () => {
  const part = worked([{ price: 10, shares: 60 }], {}, { unfilled: 40 });
  const all = worked([{ price: 10, shares: 100 }]);
  for (const [own, other] of [[part, all], [all, part], [part, part]] as const) {
    const { bps, code, reason } = pairedSaving(own, other, "cross");
    assertEquals([bps, code], [null, "nothing-displayed"]);
    assertEquals(
      reason,
      "nothing was displayed within the collar in the end for the shares left: 40 of 100 shares",
    );
  }
});

Deno.test("pairedSaving() of orders with a limit prices what was left at the last mid, whatever the rule", () => {
  const order = { limit: 10.02e9 };
  const part = worked([{ price: 10, shares: 60 }], order, { unfilled: 40, endMid: 10.1 });
  const all = worked([{ price: 10.02, shares: 100 }], order, { endMid: 10.1 });
  const saved = (0.02 - 0.04) / 10 * 1e4;
  for (const residual of ["cross", "opportunity"] as const) {
    assertAlmostEquals(pairedSaving(part, all, residual).bps!, saved);
  }
  const other = worked([{ price: 10, shares: 100 }]);
  assertThrows(() => pairedSaving(all, other, "cross"), RangeError, "different orders");
});

Deno.test("pairedSaving() under opportunity prices what was left at the last mid", () => {
  const part = worked([{ price: 10, shares: 60 }], {}, { unfilled: 40, endMid: 10.1 });
  const all = worked([{ price: 10.05, shares: 100 }], {}, { endMid: 10.1 });
  assertAlmostEquals(pairedSaving(part, all, "opportunity").bps!, (0.05 - 0.04) / 10 * 1e4);
});

Deno.test("pairedSaving() is null with the reason above 5 % beyond the displayed size, on either side", () => {
  const beyond = (shares: number) =>
    worked([{ price: 10, shares: 100 - shares }, { price: 10, shares, kind: BEYOND }]);
  const none = worked([{ price: 10.01, shares: 100 }]);
  assertAlmostEquals(pairedSaving(beyond(5), none, "cross").bps!, 10);
  assertMatch(
    pairedSaving(beyond(6), none, "cross").reason!,
    /^the strategy priced more than 5 % .*: 6 of 100 shares$/,
  );
  assertMatch(
    pairedSaving(none, beyond(6), "cross").reason!,
    /^the baseline priced more than 5 % .*: 6 of 100 shares$/,
  );
  assertEquals(
    [pairedSaving(beyond(6), none, "cross").code, pairedSaving(none, beyond(6), "cross").code],
    ["strategy-beyond-displayed", "baseline-beyond-displayed"],
  );
});

Deno.test("pairedSaving() is null with the reason without an arrival mid", () => {
  const early = worked([{ price: 10, shares: 100 }], {}, { arrivalMid: NaN });
  const { code, reason } = pairedSaving(early, early, "cross");
  assertEquals(code, "no-arrival-mid");
  assertMatch(reason!, /no live mid/);
});

Deno.test("pairedSaving() refuses to compare different orders", () => {
  const [one, other] = [worked([]), worked([], { startNs: 1 })];
  assertThrows(() => pairedSaving(one, other, "cross"), RangeError, "different orders");
  assertThrows(() => pairSavings([one], [], "cross"), RangeError, "Cannot pair 1 orders with 0");
});

Deno.test("pairSavings() lists savings with weights, and pools their parts", () => {
  const strategy = [
    worked([{ price: 10, shares: 100 }]),
    worked([{ price: 10, shares: 60 }], {}, { unfilled: 40 }),
    worked([{ price: 10, shares: 300 }], { quantity: 300, startNs: 5e9, side: SELL }),
  ];
  const baseline = [
    worked([{ price: 10.01, shares: 100 }]),
    worked([{ price: 10, shares: 100 }]),
    worked([{ price: 10.03, shares: 300 }], { quantity: 300, startNs: 5e9, side: SELL }),
  ];
  const { orders, bps, weights, startNs, attribution, unmeasured } = pairSavings(strategy, baseline, "cross");
  assertEquals([orders, weights, startNs], [[0, 2], [1000, 3000], [0, 5e9]]);
  assertEquals(bps.map((saved) => saved.toFixed(9)), ["10.000000000", "-30.000000000"]);
  assertEquals(unmeasured.map(({ order }) => order), [1]);
  assertAlmostEquals(Number(attribution.total) / Number(attribution.notional) * 1e4, (10 - 90) / 4);
  assertEquals(attribution.parts.venue, attribution.total);
});

Deno.test("pairFamily() makes all comparisons on the same orders", () => {
  const fills = (price: number) => worked([{ price, shares: 100 }]);
  const left = worked([{ price: 10, shares: 60 }], {}, { unfilled: 40 });
  const own = [fills(10), fills(10), fills(10)];
  const { one, two } = pairFamily(own, {
    one: [fills(10.01), left, fills(10.03)],
    two: [fills(10.02), fills(10.02), fills(10.02)],
  }, "cross");
  assertEquals([one.orders, two.orders], [[0, 2], [0, 2]]);
  assertEquals(two.bps.map(Math.round), [20, 20]);
  assertEquals([one, two].map(({ unmeasured }) => unmeasured.map(({ order, code }) => [order, code])), [
    [[1, "nothing-displayed"]],
    [[1, "another-comparison"]],
  ]);
  assertEquals(two.unmeasured[0]!.reason, "another comparison cannot be made on this order");
});

Deno.test("pairedSaving() of simulated executions is the difference of their average prices", () => {
  let compared = 0;
  forSeeds(700, 30, (random, seed) => {
    const market = randomMarket(random, seed);
    const simulator = new Simulator(market, rulesFor(market));
    const order = { ...randomOrder(market, random), side: seed % 2 ? BUY : SELL };
    const work = (placement: Placement) => {
      const execution = simulator.run(order, { schedule: slices(3), placement });
      return {
        ...execution,
        cost: costOf(execution),
        attribution: attributionOf(execution),
        breakdown: breakdownOf(execution, market.venues.count),
      };
    };
    const [one, other] = [work(takesFirst), work(restsHalf)];
    const { bps } = pairedSaving(one, other, "cross");
    assertEquals(pairedSaving(other, one, "cross").bps, bps === null ? null : 0 - bps);
    if (bps === null) return;
    const price = ({ cost }: typeof one) => perShare(cost.cashUnits, cost.shares)!;
    const expected = order.side * (price(other) - price(one)) / (one.arrivalMid / 1e9) * 1e4;
    assertAlmostEquals(bps, expected, 1e-4);
    compared++;
  });
  assert(compared > 5, `only ${compared} compared`);
});
