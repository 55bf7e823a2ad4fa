import { modelParameters } from "../../src/model/parameters.ts";
import { assert, assertEquals } from "@std/assert";
import {
  axesOf,
  pointOf,
  pointWith,
  proposerOf,
  type SearchSettings,
  valuesOf,
} from "../../src/search/parameters.ts";
import { PARAMETER_NAMES } from "../../src/model/parameters.ts";
import { forSeeds } from "../_tapes.ts";

Deno.test("axesOf() spreads levels evenly over the range of each multiplier", () => {
  assertEquals(axesOf(modelParameters(["thetaQueue", "lambdaUnder"]), 3, {}), [
    { name: "thetaQueue", low: 0, high: 0.5, values: [0, 0.25, 0.5] },
    { name: "lambdaUnder", low: 1.05, high: 4, values: [1.05, 1.05 + 2.95 / 2, 4] },
  ]);
  assertEquals(axesOf(modelParameters([]), 5, {}), []);
});

Deno.test("axesOf() takes the values given, and their ends for the range", () => {
  const [axis] = axesOf(modelParameters(["lambdaUnder"]), 5, { lambdaUnder: [3, 1.5, 2], lambdaOver: [7] });
  assertEquals(axis, { name: "lambdaUnder", low: 1.5, high: 3, values: [3, 1.5, 2] });
});

Deno.test("pointOf() meets a grid's values exactly, in their order; and name what has an axis alone", () => {
  const values = [0.1 + 0.2, 4, 1.7];
  const axes = axesOf(modelParameters(["lambdaOver", "thetaQueue"]), 7, { lambdaOver: values });
  const proposer = proposerOf(axes, { method: "grid", evaluations: 1, seed: 1 });
  const points = proposer.ask()!.map((at) => pointOf(axes, "grid", at));
  assertEquals(points.length, 21);
  assertEquals([...new Set(points.map(({ lambdaOver }) => lambdaOver))], values);
  assertEquals(points.slice(0, 7).map(({ thetaQueue }) => thetaQueue), axes[1]!.values);
  assertEquals(Object.keys(points[0]!), ["lambdaOver", "thetaQueue"]);
});

Deno.test("pointOf() stays within the range, whatever rounding does", () => {
  forSeeds(1, 300, (random) => {
    const ends = [random() * 10, random() * 10];
    const [low, high] = [Math.min(...ends), Math.max(...ends)];
    const axes = axesOf(modelParameters(["thetaQueue"]), 2, { thetaQueue: ends });
    for (const at of [0, random(), 1 - 2 ** -53, 1]) {
      const { thetaQueue = NaN } = pointOf(axes, "random", [at]);
      assert(thetaQueue >= low && thetaQueue <= high, `${thetaQueue} at ${at} of ${low} to ${high}`);
    }
    assertEquals(pointOf(axes, "cma-es", [0]).thetaQueue, low);
  });
});

Deno.test("pointWith() and valuesOf() are each other's inverse", () => {
  const axes = axesOf(modelParameters(PARAMETER_NAMES.toReversed()), 2, {});
  assertEquals(valuesOf(axes, pointWith(axes, [0.3, 2, 3])), [0.3, 2, 3]);
  assertEquals(pointWith(axes, [0.3, 2, 3]), { thetaQueue: 0.3, lambdaUnder: 2, lambdaOver: 3 });
  assertEquals(pointWith([], []), {});
});

Deno.test("proposerOf() makes the search asked for, of as many parameters, by its seed", () => {
  const axes = axesOf(modelParameters(PARAMETER_NAMES), 2, {});
  for (const method of ["grid", "random", "cma-es"] as const) {
    const first = (seed: number): number[] => {
      const settings: SearchSettings = { method, evaluations: 9, seed };
      const proposer = proposerOf(axes, settings);
      assertEquals([proposer.name, proposer.dimension], [method, 3]);
      return [...proposer.ask()![0]!];
    };
    assertEquals(first(5), first(5));
    if (method !== "grid") assert(first(5).join() !== first(6).join());
  }
});
