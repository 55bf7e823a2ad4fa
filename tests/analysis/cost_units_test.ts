import { assert, assertEquals } from "@std/assert";
import { costUnits } from "../../src/analysis/cost_units.ts";
import { shortfallOf } from "../../src/analysis/shortfall.ts";
import { forSeeds } from "../_tapes.ts";
import { executionOf, forExecutions, randomExecution } from "./_executions.ts";
import { seeds } from "../_seeds.ts";

Deno.test("costUnits() is the exact shortfall on simulated executions", () => {
  forExecutions(200, seeds(20, 60), (execution) => {
    const exact = shortfallOf(execution);
    if (exact === null) return assertEquals(costUnits(execution), NaN);
    assertEquals(2 * costUnits(execution), Number(exact.total));
  });
});

Deno.test("costUnits() agrees with the exact shortfall on random logs, large ones too", () => {
  forSeeds(1, 500, (random) => {
    const execution = randomExecution(random);
    const exact = Number(shortfallOf(execution)!.total) / 2;
    const cost = costUnits(execution);
    assert(Math.abs(cost - exact) <= 1e-6 * Math.abs(exact), `${cost} for ${exact}`);
  });
});

Deno.test("costUnits() counts what is unwound, crossed and left", () => {
  const execution = executionOf({ quantity: 100 }, [
    { price: 10.01, shares: 80, fee: 0.003, kind: 2 },
    { price: 10, shares: 20, fee: 0.003, kind: 3 },
    { price: 9.99, shares: -10, fee: 0.003, kind: 4 },
  ], { endMid: 10.1, unfilled: 10 });
  // 0.80 + 0 + 0.10 lost on price, 110 fees, 10 shares that are ten cents dearer now.
  assertEquals(costUnits(execution), Math.round((0.8 + 0.1 + 0.33 + 1) * 1e9));
});

Deno.test("costUnits() is NaN without an arrival mid", () => {
  assertEquals(costUnits(executionOf({}, [{ price: 10, shares: 100 }], { arrivalMid: NaN })), NaN);
});
