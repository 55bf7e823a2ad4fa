import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { costOf } from "../../src/analysis/cost.ts";
import { breakdownOf, poolBreakdowns, takerShares } from "../../src/analysis/fill_breakdown.ts";
import { BEYOND, CROSSED, RESTED, TAKEN, UNWOUND } from "../../src/execution/fill_log.ts";
import { Simulator } from "../../src/execution/simulator.ts";
import { BUY } from "../../src/market/side.ts";
import { ARCX, XNAS } from "../_tapes.ts";
import { executionOf, forExecutions, marketOfRows, overfills, rulesFor, slices } from "./_executions.ts";

const EVERY_KIND = executionOf({ quantity: 900, startNs: 10e9 }, [
  { at: 10, venue: 0, price: 10, shares: 300, fee: 0.003, kind: TAKEN },
  { at: 20, venue: 1, price: 9.99, shares: 200, fee: -0.002, kind: RESTED },
  { at: 30, venue: 0, price: 10.02, shares: 100, fee: 0.003, kind: CROSSED },
  { at: 30, venue: 0, price: 10.03, shares: 400, fee: 0.003, kind: BEYOND },
  { at: 30, venue: 1, price: 9.98, shares: -100, fee: 0.003, kind: UNWOUND },
]);

Deno.test("breakdownOf() counts shares by kind and by venue", () => {
  const { fills, shares, venues } = breakdownOf(EVERY_KIND, 3);
  assertEquals(fills, 5);
  assertEquals(shares, { taken: 300, rested: 200, crossed: 100, beyond: 400, unwound: 100 });
  assertEquals(takerShares(shares), 900);
  assertEquals(venues, [
    {
      taken: 300,
      rested: 0,
      crossed: 100,
      unwound: 0,
      grossUnits: 4002_000_000_000n,
      feeUnits: 1_200_000_000n,
    },
    {
      taken: 0,
      rested: 200,
      crossed: 0,
      unwound: 100,
      grossUnits: 1998_000_000_000n,
      feeUnits: -100_000_000n,
    },
    { taken: 0, rested: 0, crossed: 0, unwound: 0, grossUnits: 0n, feeUnits: 0n },
  ]);
});

Deno.test("breakdownOf() averages the time to fill by shares, the final crossing included", () => {
  const { secondsToFill } = breakdownOf(EVERY_KIND, 3);
  assertEquals(secondsToFill.weight, 1000);
  assertAlmostEquals(secondsToFill.mean!, (0 * 300 + 10 * 200 + 20 * 500) / 1000);
  assertEquals(breakdownOf(executionOf({}, []), 1).secondsToFill.mean, null);
});

Deno.test("breakdownOf() accounts for every share and every fee", () => {
  forExecutions(600, 30, (execution, { venues: { count } }) => {
    const { shares, venues } = breakdownOf(execution, count);
    const { taken, rested, crossed, beyond, unwound } = shares;
    const { fills } = execution;
    let [moved, beyondFees] = [0, 0n];
    for (let i = 0; i < fills.length; i++) {
      moved += Math.abs(fills.shares[i]!);
      if (fills.kind[i] === BEYOND) {
        beyondFees += BigInt(Math.abs(fills.shares[i]!)) * BigInt(fills.fee[i]!);
      }
    }
    assertEquals(taken + rested + crossed + beyond + unwound, moved);
    const atVenues = venues.reduce((sum, venue) => sum + venue.taken + venue.rested + venue.crossed, 0);
    assertEquals(atVenues, taken + rested + crossed);
    const fees = venues.reduce((sum, { feeUnits }) => sum + feeUnits, 0n);
    assertEquals(fees + beyondFees, costOf(execution).feeUnits);
  });
});

Deno.test("breakdownOf() counts as beyond what was unwound beyond the displayed size", () => {
  const falling = marketOfRows(
    [0, XNAS, 9.99, 10.01],
    [0, ARCX, 9.99, 10.01],
    [5, XNAS, 9.98, 9.99],
    [5, ARCX, 9.98, 9.99],
    [6, XNAS, 9.98, 9.99],
    [6, ARCX, 9.98, 9.99],
    [60, XNAS, 9.98, 9.99],
  );
  const order = { side: BUY, quantity: 2000, startNs: 1e9, endNs: 20e9 } as const;
  const strategy = { schedule: slices(1), placement: overfills };
  const execution = new Simulator(falling, rulesFor(falling)).run(order, strategy);
  // It takes 1000 at each venue and 2000 are reached at each, by two quotes: of 4000 too many, 2000 are bid for.
  const { shares } = breakdownOf(execution, 2);
  assertEquals(shares, { taken: 2000, rested: 4000, crossed: 0, beyond: 2000, unwound: 2000 });
});

Deno.test("poolBreakdowns() adds orders up", () => {
  const one = breakdownOf(EVERY_KIND, 2);
  const pooled = poolBreakdowns([one, one]);
  assertEquals(pooled.fills, 10);
  assertEquals(pooled.shares, { taken: 600, rested: 400, crossed: 200, beyond: 800, unwound: 200 });
  assertEquals(pooled.venues[0]!.grossUnits, 2n * one.venues[0]!.grossUnits);
  assertEquals(pooled.venues[1]!.feeUnits, 2n * one.venues[1]!.feeUnits);
  assert(pooled.secondsToFill.mean === one.secondsToFill.mean);
});
