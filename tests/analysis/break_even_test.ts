import { assertAlmostEquals, assertEquals } from "@std/assert";
import { attributionOf, PARTS } from "../../src/analysis/attribution.ts";
import { breakEvenTakeFee } from "../../src/analysis/break_even.ts";
import { repriced } from "./_repriced.ts";
import { breakdownOf, takerShares } from "../../src/analysis/fill_breakdown.ts";
import { Fingerprint } from "../../src/analysis/fingerprint.ts";
import { shortfallOf } from "../../src/analysis/shortfall.ts";
import type { Execution } from "../../src/execution/simulator.ts";
import { forSeeds } from "../_tapes.ts";
import { forExecutions, randomExecution } from "./_executions.ts";

Deno.test("repriced() under the market's own fees is the same execution", () => {
  forExecutions(800, 20, (execution, { fees }) => {
    const again = repriced(execution, fees);
    assertEquals(attributionOf(again), attributionOf(execution));
    assertEquals(new Fingerprint().add(again.fills).text(), new Fingerprint().add(execution.fills).text());
  });
});

Deno.test("repriced() changes fees alone, and leaves the log it was given", () => {
  forSeeds(1, 50, (random) => {
    const execution = randomExecution(random);
    const before = attributionOf(execution)!;
    const free = { takeFee: new Float64Array(6), addRebate: new Float64Array(6) };
    const after = attributionOf(repriced(execution, free))!;
    assertEquals(after.parts, { ...before.parts, fees: 0n });
    assertEquals(after.total, PARTS.reduce((sum, part) => sum + after.parts[part], 0n));
    assertEquals(attributionOf(execution), before);
  });
});

Deno.test("breakEvenTakeFee() is the fee change that makes two strategies cost the same", () => {
  forSeeds(100, 50, (random) => {
    const [a, b] = [randomExecution(random), randomExecution(random)];
    const exposure = (execution: Execution) => ({
      total: shortfallOf(execution)!.total,
      takerShares: takerShares(breakdownOf(execution, 6).shares),
    });
    const change = breakEvenTakeFee(exposure(a), exposure(b));
    if (change === null) return assertEquals(exposure(a).takerShares, exposure(b).takerShares);
    const dollars = (execution: Execution) =>
      Number(exposure(execution).total) / 2e9 + change * exposure(execution).takerShares;
    const size = Math.abs(dollars(a)) + Math.abs(dollars(b)) + 1;
    assertAlmostEquals(dollars(a) / size, dollars(b) / size, 1e-9);
  });
});

Deno.test("breakEvenTakeFee() is null where both take as many shares", () => {
  assertEquals(breakEvenTakeFee({ total: 5n, takerShares: 10 }, { total: 9n, takerShares: 10 }), null);
});

Deno.test("breakEvenTakeFee() is zero where both cost the same already", () => {
  assertEquals(breakEvenTakeFee({ total: 5n, takerShares: 10 }, { total: 5n, takerShares: 20 }), 0);
  assertEquals(breakEvenTakeFee({ total: 5n, takerShares: 20 }, { total: 5n, takerShares: 10 }), 0);
});
