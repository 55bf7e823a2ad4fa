import { assertEquals, assertMatch } from "@std/assert";
import type { ExecutionCost } from "../../src/analysis/cost.ts";
import { FillLog } from "../../src/execution/fill_log.ts";
import { cashToDollars } from "../../src/market/price.ts";
import { BUY, SELL } from "../../src/market/side.ts";
import { riskPenalties, saving, shortfallBps, trialCostOf } from "../../src/trial/cost.ts";
import type { Residual, TrialExecution } from "../../src/trial/execution.ts";
import { seeds } from "../_seeds.ts";

const NOTHING: Residual = { shares: 0, price: NaN, fee: 0, venue: -1 };

/** An execution of fills [shares, price and fee in 1e-9 dollars]. */
function trialExecution(
  quantity: number,
  fills: [shares: number, price: number, fee?: number][],
  residual: Residual = NOTHING,
): TrialExecution {
  const log = new FillLog();
  for (const [shares, price, fee = 0] of fills) log.add(0, 0, price, shares, fee);
  const unfilled = Math.max(0, quantity - log.sharesFilled - residual.shares);
  return { quantity, fills: log, residual, unfilled, snapshots: 1 };
}

function cost(shares: number, cashUnits: bigint): ExecutionCost {
  return { shares, cashUnits, grossUnits: cashUnits, feeUnits: 0n };
}

Deno.test("trialCostOf() adds fees to what a buy pays and takes them from what a sell receives", () => {
  const residual = { shares: 50, price: 11e9, fee: 2e6, venue: 0 };
  const execution = trialExecution(350, [[100, 10e9, 3e6], [200, 10.5e9, -1e6]], residual);
  const gross = 1000n + 2100n + 550n;
  const expected = {
    shares: 350,
    grossUnits: gross * 1_000_000_000n,
    feeUnits: 300_000_000n - 200_000_000n + 100_000_000n,
  };
  assertEquals(trialCostOf(execution, BUY), { ...expected, cashUnits: 3_650_200_000_000n });
  assertEquals(trialCostOf(execution, SELL), { ...expected, cashUnits: 3_649_800_000_000n });
});

Deno.test("trialCostOf() is exact beyond 2^53 units", () => {
  // 3 × 999,999,999 × 8,999,999.990000001 dollars.
  const dear = trialExecution(2999999997, Array.from({ length: 3 }, () => [999999999, 8999999990000001]));
  assertEquals(trialCostOf(dear, BUY).grossUnits, 26999999943000003029999997n);
  // 123 million shares in many fills, of a price that is no binary fraction: 0.10 dollars.
  const length = seeds(1e5, 1e6);
  const many = trialExecution(123e6, Array.from({ length }, () => [123e6 / length, 0.1e9, 1]));
  const { grossUnits, cashUnits } = trialCostOf(many, SELL);
  assertEquals([cashToDollars(grossUnits), cashToDollars(cashUnits)], [12_300_000, 12_299_999.877]);
});

Deno.test("trialCostOf() nothing is nothing", () => {
  assertEquals(trialCostOf(trialExecution(100, []), SELL), {
    shares: 0,
    cashUnits: 0n,
    grossUnits: 0n,
    feeUnits: 0n,
  });
});

Deno.test("shortfallBps() is positive where it cost more than the mid, buying or selling", () => {
  const dear = cost(100, 1_001_000_000_000n);
  assertEquals(shortfallBps(dear, BUY, 10e9)?.toFixed(9), "10.000000000");
  assertEquals(shortfallBps(dear, SELL, 10e9)?.toFixed(9), "-10.000000000");
});

Deno.test("shortfallBps() is null without shares or mid", () => {
  assertEquals(shortfallBps(cost(0, 0n), BUY, 10e9), null);
  assertEquals(shortfallBps(cost(100, 5n), BUY, NaN), null);
});

Deno.test("saving() is positive where a buy paid less or a sell received more", () => {
  const [low, high] = [cost(100, 999_000_000_000n), cost(100, 1_000_000_000_000n)];
  assertEquals(saving(low, high, BUY), { bps: 10 });
  assertEquals(saving(high, low, BUY).bps?.toFixed(6), "-10.010010");
  assertEquals(saving(high, low, SELL).bps?.toFixed(6), "10.010010");
  assertEquals(saving(low, high, SELL), { bps: -10 });
  for (const side of [BUY, SELL]) assertEquals(saving(low, low, side), { bps: 0 });
});

Deno.test("saving() is null with the reason between unequal quantities", () => {
  for (const side of [BUY, SELL]) {
    const { bps, reason } = saving(cost(4196, 1n), cost(5000, 2n), side);
    assertEquals(bps, null);
    assertMatch(reason!, /unequal quantities.*4196.*5000/);
  }
});

Deno.test("saving() is null with the reason where the baseline traded for no cash", () => {
  assertEquals(saving(cost(0, 0n), cost(0, 0n), BUY).bps, null);
  assertMatch(saving(cost(5, -1n), cost(5, -2n), SELL).reason!, /no cash/);
});

Deno.test("riskPenalties() price what the strategy left, the final crossing not counted as filled", () => {
  const prices = { lambdaOver: 2, lambdaUnder: 3, thetaQueue: 0.5 };
  const residual = { shares: 60, price: 1e9, fee: 0, venue: 0 };
  assertEquals(riskPenalties(trialExecution(100, [[40, 1e9]], residual), prices), {
    under: 180,
    over: 0,
    queue: 30,
  });
});

Deno.test("riskPenalties() price what the strategy took too much, and nothing else", () => {
  const prices = { lambdaOver: 2, lambdaUnder: 3, thetaQueue: 0.5 };
  assertEquals(riskPenalties(trialExecution(100, [[140, 1e9]]), prices), { under: 0, over: 80, queue: 20 });
  assertEquals(riskPenalties(trialExecution(100, [[100, 1e9]]), prices), { under: 0, over: 0, queue: 0 });
});
