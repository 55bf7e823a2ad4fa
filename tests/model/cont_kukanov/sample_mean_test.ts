import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { filledAmount, TAKE } from "../../../src/model/cont_kukanov/model.ts";
import { type Problem, SampleMean } from "../../../src/model/cont_kukanov/sample_mean.ts";
import { makeLadder } from "../../../src/model/cont_kukanov/taking_ladder.ts";
import { BASELINE, forSeeds, meanCost, randomDecision, randomProblem } from "./_problems.ts";

const SHAPE = { mostVenues: 5, mostSamples: 20, mostShares: 30 };

Deno.test("SampleMean.value() is the mean of v, problem after problem", () => {
  const mean = new SampleMean();
  forSeeds(1, 400, (random) => {
    const problem = randomProblem(random, SHAPE);
    mean.load(problem);
    const decision = randomDecision(random, problem);
    const filled = new Float64Array(mean.samples);
    mean.fill(decision, filled);
    assertAlmostEquals(mean.value(decision, filled), meanCost(problem, decision), 1e-12);
    filled.forEach((shares, sample) =>
      assertEquals(
        shares,
        filledAmount(
          decision,
          problem,
          problem.outflow.subarray(sample * mean.venues, (sample + 1) * mean.venues),
        ),
      )
    );
  });
});

Deno.test("SampleMean.refill() changes what fill() would", () => {
  const mean = new SampleMean();
  forSeeds(1, 100, (random) => {
    const problem = randomProblem(random, SHAPE);
    mean.load(problem);
    const decision = randomDecision(random, problem);
    const other = randomDecision(random, problem);
    const filled = new Float64Array(mean.samples);
    mean.fill(decision, filled);
    other.forEach((shares, place) => mean.refill(filled, place, decision[place]!, shares));
    const anew = new Float64Array(mean.samples);
    mean.fill(other, anew);
    assertEquals(filled, anew);
  });
});

Deno.test("SampleMean keeps each venue's cells in ascending order of reach", () => {
  const mean = new SampleMean();
  forSeeds(1, 100, (random) => {
    mean.load(randomProblem(random, SHAPE));
    for (let venue = 0; venue < mean.venues; venue++) {
      const run = venue * mean.samples;
      const cells = mean.byReach.slice(run, run + mean.samples);
      assertEquals(cells.toSorted(), Uint32Array.from(cells, (_, i) => run + i));
      for (let i = 1; i < cells.length; i++) assert(mean.reach[cells[i - 1]!]! <= mean.reach[cells[i]!]!);
    }
  });
});

Deno.test("SampleMean.fit() brings any decision within the bounds, and leaves one there alone", () => {
  const mean = new SampleMean();
  forSeeds(1, 200, (random) => {
    const problem = randomProblem(random, SHAPE);
    mean.load(problem);
    const inside = randomDecision(random, problem);
    const kept = inside.slice();
    mean.fit(kept);
    assertEquals(kept, inside);
    const wild = inside.map(() => (random() - 0.2) * 3 * problem.quantity);
    mean.fit(wild);
    wild.forEach((shares, place) => {
      assert(Number.isInteger(shares) && shares >= 0 && shares <= mean.most[place]!);
    });
    assert(wild.reduce((sum, shares) => sum + shares) <= mean.budget);
  });
});

Deno.test("SampleMean.load() rounds outflows down where shares are whole", () => {
  const mean = new SampleMean();
  const problem: Problem = { ...BASELINE, outflow: Float64Array.of(2000.9, 2001.7, 9999.5) };
  mean.load({ ...problem, whole: true });
  assertEquals([...mean.reach.subarray(0, 3)], [0, 1, 1000]);
  mean.load(problem);
  assertAlmostEquals(mean.reach[1]!, 1.7, 1e-9);
});

Deno.test("SampleMean.load() bounds taking by what is displayed", () => {
  const mean = new SampleMean();
  mean.load({ ...BASELINE, ladder: makeLadder([{ size: 70, cost: 0.03 }]), outflow: Float64Array.of(2100) });
  assertEquals(mean.most[TAKE], 70);
});

Deno.test("SampleMean.load() rejects problems that are none", () => {
  const mean = new SampleMean();
  const problem: Problem = {
    ...BASELINE,
    addRebate: Float64Array.of(0, 0),
    queue: Float64Array.of(0, 0),
    outflow: Float64Array.of(1, 2, 3, 4),
  };
  const fails = (changes: Partial<Problem>, message: string) =>
    assertThrows(() => mean.load({ ...problem, ...changes }), RangeError, message);
  mean.load(problem);
  fails({ outflow: new Float64Array() }, "0 outflows into samples of 2 venues");
  fails({ outflow: new Float64Array(3) }, "3 outflows into samples of 2 venues");
  fails({ outflow: Float64Array.of(1, NaN) }, "outflow of NaN at venue 1");
  fails({ outflow: Float64Array.of(-1, 1) }, "outflow of -1 at venue 0");
  fails({ mostPosted: Float64Array.of(1, NaN) }, "at most NaN shares at venue 1");
  fails({ lambdaUnder: 0.001 }, "A3");
  fails({ whole: true, quantity: 10.5 }, "an order of 10.5 shares");
  fails({ whole: true, queue: Float64Array.of(0, 0.5) }, "a queue of 0.5 shares");
  fails({ whole: true, mostPosted: Float64Array.of(1.5, 2) }, "a bound of 1.5 shares");
  fails({ whole: true, ladder: makeLadder([{ size: 0.5, cost: 0.03 }]) }, "a rung of 0.5 shares");
});
