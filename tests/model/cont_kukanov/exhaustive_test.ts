import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { searchLattice } from "../../../src/model/cont_kukanov/exhaustive.ts";
import { type Problem, SampleMean } from "../../../src/model/cont_kukanov/sample_mean.ts";
import { BASELINE, forSeeds, meanCost, randomProblem } from "./_problems.ts";
import { seeds } from "../../_seeds.ts";

/** All decisions in whole lots, by plain recursion. */
function* decisions(problem: Problem, lot: number): Generator<Float64Array> {
  const { quantity, ladder, mostPosted, queue, mostSent = Infinity } = problem;
  const most = Math.min(quantity, ladder === undefined ? Infinity : ladder.shares.at(-1) ?? 0);
  const extend = function* (shares: number[]): Generator<Float64Array> {
    if (shares.length > queue.length) {
      const sent = shares.reduce((sum, count) => sum + count);
      if (sent <= mostSent) yield Float64Array.from(shares);
      return;
    }
    const bound = Math.min(quantity - shares[0]!, mostPosted?.[shares.length - 1] ?? Infinity);
    for (let count = 0; count <= bound; count += lot) yield* extend([...shares, count]);
  };
  for (let take = 0; take <= most; take += lot) yield* extend([take]);
}

Deno.test("searchLattice() looks at every decision in lots, and keeps the best", () => {
  const mean = new SampleMean();
  forSeeds(1, seeds(50, 150), (random) => {
    const problem = randomProblem(random, { mostVenues: 3, mostSamples: 5, mostShares: 8 });
    mean.load(problem);
    for (const lot of [1, 3]) {
      const all = [...decisions(problem, lot)];
      const found = searchLattice(mean, lot);
      assertEquals(found.decisions, all.length);
      assertAlmostEquals(found.value, Math.min(...all.map((decision) => meanCost(problem, decision))), 1e-12);
      assertAlmostEquals(meanCost(problem, found.decision), found.value, 1e-12);
    }
  });
});

Deno.test("searchLattice() refuses what would never end, and lots that are none", () => {
  const mean = new SampleMean();
  mean.load({
    ...BASELINE,
    addRebate: new Float64Array(8),
    queue: new Float64Array(8),
    outflow: new Float64Array(8),
  });
  const error = assertThrows(() => searchLattice(mean, 1), RangeError) as RangeError;
  assert(
    /Cannot enumerate \d\.\de\+\d+ decisions over 1 samples: at most 2\.0e\+9/.test(error.message),
    error.message,
  );
  for (const lot of [0, -1, NaN]) assertThrows(() => searchLattice(mean, lot), RangeError, `lots of ${lot}`);
});
