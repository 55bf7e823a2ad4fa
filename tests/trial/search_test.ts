import { assertEquals, assertRejects } from "@std/assert";
import { DataError } from "../../src/market/data_error.ts";
import { BUY, SELL, type Side } from "../../src/market/side.ts";
import { type Evaluate, evaluateHere } from "../../src/search/pool.ts";
import { pointAt, type TrialAxes, type TrialPoint } from "../../src/trial/grid.ts";
import { executionKey, type TrialEvaluation, type TrialSetup } from "../../src/trial/router.ts";
import { searchGrid, type TrialSearchOptions } from "../../src/trial/search.ts";
import { IS_LONG, seeds } from "../_seeds.ts";
import { tapeOf } from "../_tapes.ts";
import { orderFor } from "./_market.ts";
import { axes, evaluateOnWorkers, routedBy, setup, workOf } from "./_searches.ts";

const keyOfPoint = (point: TrialPoint) => JSON.stringify(point);

/** A search of one axis, λ_over = 0, 1, 2 …, whose results are given. */
function searchOf(results: Partial<TrialEvaluation>[], side: Side = BUY, keyOf = keyOfPoint) {
  const evaluate: Evaluate<TrialPoint, TrialEvaluation> = async (points, onResult) => {
    await Promise.resolve();
    // Backwards: the order of results must not matter.
    for (const [index, { lambdaOver }] of [...points.entries()].toReversed()) {
      onResult(index, { cashUnits: "0", excess: 0, execution: "", ...results[lambdaOver] });
    }
  };
  const axes: TrialAxes = { lambdaOver: results.map((_, i) => i), lambdaUnder: [0], thetaQueue: [0] };
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
  const options = optionsOf(evaluateHere(workOf()));
  await searchGrid({ ...options, onProgress: (done, total) => seen.push([done, total]) });
  assertEquals(seen, Array.from({ length: 25 }, (_, done) => [done, 24]));
});

function optionsOf(
  evaluate: Evaluate<TrialPoint, TrialEvaluation>,
  with_: TrialSetup = setup,
): TrialSearchOptions {
  return {
    axes,
    side: with_.order.side,
    keyOf: (point) => executionKey(with_.router.allocator, point),
    evaluate,
  };
}

Deno.test("searchGrid() finds the same on one, two or three workers as here, buying and selling", async () => {
  // Threads take longer to start than all that they do here.
  const few = [[BUY, [3]], [SELL, [1]]] as const;
  const many = [[BUY, [1, 2, 3]], [SELL, [1, 2, 3]]] as const;
  for (const [side, counts] of IS_LONG ? many : few) {
    const sided = { ...setup, order: { ...setup.order, side } };
    const here = await searchGrid(optionsOf(evaluateHere(workOf(sided)), sided));
    assertEquals([here.points, here.simulations, here.identified], [24, 24, true]);
    for (const workers of counts) {
      const there = await searchGrid(optionsOf(evaluateOnWorkers(workOf(sided), workers), sided));
      assertEquals(there, here);
    }
  }
});

Deno.test("searchGrid() gives one execution for all parameters of the linear cost", async () => {
  for (const allocator of ["exact", "recursive", "greedy"] as const) {
    const linear = routedBy({ allocator });
    const { points, simulations, identified, best } = await searchGrid(
      optionsOf(evaluateHere(workOf(linear)), linear),
    );
    assertEquals([points, simulations, identified], [24, 1, false]);
    assertEquals(best, pointAt(axes, 0));
  }
});

Deno.test("searchGrid() fails as its simulations do, here or on workers", async () => {
  // Eight venues in one snapshot, each deeper than the order: C(58, 8) splits.
  const rows = [2, 3, 4, 5, 6, 7, 8, 9].map((publisher) => [0, publisher, null, [10, 5000], false] as const);
  const wide = tapeOf(...rows);
  const recursive = { ...routedBy({ allocator: "recursive" }), order: orderFor(wide, BUY, 5000) };
  const work = workOf(recursive, wide);
  for (const evaluate of [evaluateHere(work), evaluateOnWorkers(work, seeds(1, 2))]) {
    const search = searchGrid({ axes, side: BUY, keyOf: keyOfPoint, evaluate });
    await assertRejects(() => search, DataError, "Cannot enumerate");
  }
});
