import { assert, assertEquals, assertRejects } from "@std/assert";
import { evenly } from "../../src/search/grid.ts";
import { type Axes, pointAt } from "../../src/trial/grid.ts";
import type { Point } from "../../src/model/point.ts";
import { type Evaluate, evaluateHere } from "../../src/search/pool.ts";
import { searchGrid, type TrialSearchOptions } from "../../src/trial/search.ts";
import {
  evaluateTrial,
  type Evaluation,
  executionDigest,
  executionKey,
  routeTrial,
  trialMarket,
  type TrialSetup,
} from "../../src/trial/router.ts";
import { DataError } from "../../src/market/data_error.ts";
import { BUY, SELL, type Side } from "../../src/market/side.ts";
import { orderFor, tapeOf } from "../_tapes.ts";
import { axes, evaluateOnWorkers, jobOf, setup, tape } from "../search/_searches.ts";

const keyOfPoint = (point: Point) => JSON.stringify(point);

/** A search of one axis, λ_over = 0, 1, 2 …, whose results are given. */
function searchOf(results: Partial<Evaluation>[], side: Side = BUY, keyOf = keyOfPoint) {
  const evaluate: Evaluate<Point, Evaluation> = async (points, onResult) => {
    await Promise.resolve();
    // Backwards: the order of results must not matter.
    for (const [index, { lambdaOver }] of [...points.entries()].toReversed()) {
      onResult(index, { cashUnits: "0", excess: 0, execution: "", ...results[lambdaOver] });
    }
  };
  const axes: Axes = { lambdaOver: results.map((_, i) => i), lambdaUnder: [0], thetaQueue: [0] };
  return searchGrid({ axes, side, keyOf, evaluate });
}

Deno.test("searchGrid() takes the least cash for a buy and the most for a sell, ties the first", async () => {
  const results = ["7", "3", "9007199254740993", "9007199254740994", "3", "9007199254740994"]
    .map((cashUnits) => ({ cashUnits }));
  assertEquals((await searchOf(results)).best.lambdaOver, 1);
  assertEquals((await searchOf(results, SELL)).best.lambdaOver, 3);
});

Deno.test("searchGrid() compares cash at equal quantities: nearer to the order's comes first", async () => {
  const results = [
    { cashUnits: "90", excess: 500 },
    { cashUnits: "50", excess: 0 },
    { cashUnits: "51", excess: 0 },
    { cashUnits: "10", excess: -100 },
  ];
  assertEquals((await searchOf(results)).best.lambdaOver, 1);
  assertEquals((await searchOf(results, SELL)).best.lambdaOver, 2);
});

Deno.test("searchGrid() simulates points of equal keys once, and counts what differs", async () => {
  const results = ["a", "b", "a", "c", "c", "a"].map((execution) => ({ execution }));
  const byKey = await searchOf(results, BUY, ({ lambdaOver }) => String(Math.floor(lambdaOver / 2)));
  assertEquals(byKey, {
    best: { lambdaOver: 0, lambdaUnder: 0, thetaQueue: 0 },
    points: 6,
    simulations: 3,
    distinctExecutions: 2,
    identified: true,
  });
  const all = await searchOf(results);
  assertEquals([all.simulations, all.distinctExecutions], [6, 3]);
  const none = await searchOf(results, BUY, () => "");
  assertEquals([none.simulations, none.distinctExecutions, none.identified], [1, 1, false]);
  const same = await searchOf(results.filter(({ execution }) => execution === "a"));
  assertEquals([same.simulations, same.distinctExecutions, same.identified], [3, 1, false]);
});

Deno.test("searchGrid() refuses a grid without points", async () => {
  await assertRejects(() => searchOf([]), RangeError, "without points");
});

Deno.test("searchGrid() reports progress from nothing to all", async () => {
  const seen: [number, number][] = [];
  const options = optionsOf(evaluateHere(jobOf()));
  await searchGrid({ ...options, onProgress: (done, total) => seen.push([done, total]) });
  assertEquals(seen, Array.from({ length: 25 }, (_, done) => [done, 24]));
});

function optionsOf(evaluate: Evaluate<Point, Evaluation>, with_: TrialSetup = setup): TrialSearchOptions {
  return { axes, side: with_.order.side, keyOf: (point) => executionKey(with_, point), evaluate };
}

Deno.test("searchGrid() finds the same on one, two or three workers as here, buying and selling", async () => {
  for (const side of [BUY, SELL]) {
    const sided = { ...setup, order: { ...setup.order, side } };
    const here = await searchGrid(optionsOf(evaluateHere(jobOf(sided)), sided));
    assertEquals([here.points, here.simulations, here.identified], [24, 24, true]);
    for (const workers of [1, 2, 3]) {
      const there = await searchGrid(optionsOf(evaluateOnWorkers(jobOf(sided), workers), sided));
      assertEquals(there, here);
    }
  }
});

Deno.test("searchGrid() gives one execution for all parameters of the linear cost", async () => {
  for (const allocator of ["exact", "recursive", "greedy"] as const) {
    const linear: TrialSetup = { ...setup, allocator };
    const { points, simulations, identified, best } = await searchGrid(
      optionsOf(evaluateHere(jobOf(linear)), linear),
    );
    assertEquals([points, simulations, identified], [24, 1, false]);
    assertEquals(best, pointAt(axes, 0));
  }
});

Deno.test("executionKey() hides nothing: simulated one by one, the linear cost's points do not differ", async () => {
  const many = { lambdaOver: evenly(0, 1, 5), lambdaUnder: evenly(0, 1, 5), thetaQueue: evenly(0, 50, 5) };
  for (const allocator of ["exact", "recursive"] as const) {
    for (const infeasible of ["wait", "greedy"] as const) {
      const linear: TrialSetup = { ...setup, allocator, infeasible };
      const evaluate = evaluateHere(jobOf(linear));
      const result = await searchGrid({ axes: many, side: BUY, keyOf: keyOfPoint, evaluate });
      assertEquals([result.simulations, result.distinctExecutions], [125, 1]);
    }
  }
  const filled = routeTrial(trialMarket(tape, setup), { ...setup, allocator: "exact" }, pointAt(axes, 0));
  assert(filled.fills.length > 0, "nothing was filled, so that nothing could differ");
});

Deno.test("executionKey() tells the quadratic cost's points apart", () => {
  const keys = new Set(Array.from({ length: 24 }, (_, index) => executionKey(setup, pointAt(axes, index))));
  assertEquals(keys.size, 24);
});

Deno.test("evaluateTrial() gives exact cash, the shares beyond the order and a digest of the fills", () => {
  const market = trialMarket(tape, setup);
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
  const market = trialMarket(tape, setup);
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

Deno.test("WorkerPool.evaluate() passes a worker's failure on as it was, and ends the workers", async () => {
  // Eight venues in one snapshot, each deeper than the order: C(58, 8) splits.
  const rows = [2, 3, 4, 5, 6, 7, 8, 9].map((publisher) => [0, publisher, null, [10, 5000], false] as const);
  const wide = tapeOf(...rows);
  const recursive = { ...setup, order: orderFor(wide, BUY, 5000), allocator: "recursive" } as const;
  const job = jobOf(recursive, wide);
  for (const evaluate of [evaluateHere(job), evaluateOnWorkers(job, 2)]) {
    const search = searchGrid({ axes, side: BUY, keyOf: keyOfPoint, evaluate });
    await assertRejects(() => search, DataError, "Cannot enumerate");
  }
});

Deno.test("WorkerPool.evaluate() fails where the workers cannot even begin", async () => {
  const broken: TrialSetup = { ...setup, fees: { kind: "schedule", csv: "nonsense", name: "fees.csv" } };
  const search = searchGrid(optionsOf(evaluateOnWorkers(jobOf(broken), 3)));
  await assertRejects(() => search, DataError, "fees.csv:1");
});
