import { assert, assertEquals } from "@std/assert";
import { BUY, SELL } from "../../src/market/side.ts";
import { evenly } from "../../src/search/grid.ts";
import { evaluateHere } from "../../src/search/pool.ts";
import { pointAt, type TrialPoint } from "../../src/trial/grid.ts";
import {
  evaluateTrial,
  executionDigest,
  executionKey,
  routeTrial,
  trialMarket,
} from "../../src/trial/router.ts";
import { searchGrid } from "../../src/trial/search.ts";
import { axes, routedBy, setup, tape, workOf } from "./_searches.ts";

Deno.test("executionKey() hides nothing: simulated one by one, the linear cost's points do not differ", async () => {
  const market = trialMarket(tape, setup.rules);
  const many = { lambdaOver: evenly(0, 1, 5), lambdaUnder: evenly(0, 1, 5), thetaQueue: evenly(0, 50, 5) };
  for (const allocator of ["exact", "recursive"] as const) {
    for (const infeasible of ["wait", "greedy"] as const) {
      const evaluate = evaluateHere(workOf(routedBy({ allocator, infeasible })));
      const keyOf = (point: TrialPoint) => JSON.stringify(point);
      const result = await searchGrid({ axes: many, side: BUY, keyOf, evaluate });
      assertEquals([result.simulations, result.distinctExecutions], [125, 1]);
    }
  }
  const filled = routeTrial(market, routedBy({ allocator: "exact" }), pointAt(axes, 0));
  assert(filled.fills.length > 0, "nothing was filled, so that nothing could differ");
});

Deno.test("executionKey() tells the quadratic cost's points apart", () => {
  const keys = new Set(
    Array.from({ length: 24 }, (_, index) => executionKey("quadratic", pointAt(axes, index))),
  );
  assertEquals(keys.size, 24);
});

Deno.test("evaluateTrial() gives exact cash, the shares beyond the order and a digest of the fills", () => {
  const market = trialMarket(tape, setup.rules);
  const point = { lambdaOver: 0.01, lambdaUnder: 0.01, thetaQueue: 0 };
  const sold = { ...setup, order: { ...setup.order, side: SELL } };
  const { excess, cashUnits, execution } = evaluateTrial(market, sold, point);
  const routed = routeTrial(market, sold, point);
  const { fills } = routed;
  let units = 0n;
  for (let i = 0; i < fills.length; i++) units += BigInt(fills.shares[i]! * (fills.price[i]! - 3e6));
  assertEquals(excess, routed.fills.sharesFilled + routed.residual.shares - 500);
  assert(excess > 0);
  assertEquals([cashUnits, execution], [String(units), executionDigest(routed)]);
});

Deno.test("executionDigest() changes with any fill and with the crossing", () => {
  const market = trialMarket(tape, setup.rules);
  const execution = routeTrial(market, setup, pointAt(axes, 9));
  const digest = executionDigest(execution);
  for (const column of ["timeNs", "venue", "price", "shares"] as const) {
    execution.fills[column][0]!++;
    assert(executionDigest(execution) !== digest, column);
    execution.fills[column][0]!--;
  }
  assertEquals(executionDigest(execution), digest);
  for (const [key, value] of [["shares", 1], ["price", 5], ["venue", 9]] as const) {
    const residual = { ...execution.residual, [key]: value };
    assert(executionDigest({ ...execution, residual }) !== digest, key);
  }
});
