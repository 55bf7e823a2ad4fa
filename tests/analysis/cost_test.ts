import { assertEquals } from "@std/assert";
import { costOf, type ExecutionCost, perShare, slippageBps } from "../../src/analysis/cost.ts";
import { TAKEN, UNWOUND } from "../../src/execution/fill_log.ts";
import { BUY, SELL } from "../../src/market/side.ts";
import { executionOf, type Fill } from "./_executions.ts";

function cost(shares: number, cashUnits: bigint): ExecutionCost {
  return { shares, cashUnits, grossUnits: cashUnits, feeUnits: 0n };
}

Deno.test("perShare() divides, and knows no average of nothing", () => {
  assertEquals(perShare(791_972_000_000_000n, 5000), 158.3944);
  assertEquals(perShare(0n, 0), null);
});

Deno.test("costOf() takes what was unwound off shares and cash, and pays for it", () => {
  const fills: Fill[] = [
    { price: 10, shares: 120, fee: 0.003, kind: TAKEN },
    { price: 9.9, shares: -20, fee: 0.003, kind: UNWOUND },
  ];
  for (const side of [BUY, SELL]) {
    const { shares, grossUnits, feeUnits, cashUnits } = costOf(executionOf({ side }, fills));
    assertEquals([shares, grossUnits, feeUnits], [100, 1_002_000_000_000n, 420_000_000n]);
    assertEquals(cashUnits, grossUnits + BigInt(side) * feeUnits);
  }
});

Deno.test("slippageBps() is null without shares or benchmark", () => {
  assertEquals(slippageBps(cost(0, 0n), BUY, 10e9), null);
  assertEquals(slippageBps(cost(100, 5n), BUY, NaN), null);
  assertEquals(slippageBps(cost(100, 1_001_000_000_000n), BUY, 10.01e9), 0);
});
