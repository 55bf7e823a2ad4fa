import { searchLattice } from "../../../../src/model/cont_kukanov/exhaustive.ts";
import { type Problem, SampleMean } from "../../../../src/model/cont_kukanov/sample_mean.ts";
import { Solver } from "../../../../src/model/cont_kukanov/solver.ts";
import { approximate } from "../../../../src/model/cont_kukanov/stochastic_approximation.ts";
import { type Random, randomInt, seededRandom } from "../../../../src/market/random.ts";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { seeds } from "../../../_seeds.ts";

const LOT = 100;

/** Three venues of which any may fill nothing, so that a wise router sends more than it needs. */
function randomProblem(random: Random, mostSent: number | undefined): Problem {
  const outflow = new Float64Array(3 * 20);
  for (let cell = 0; cell < outflow.length; cell++) {
    outflow[cell] = random() < 0.3 ? 0 : LOT * randomInt(random, 8);
  }
  return {
    quantity: 4 * LOT,
    halfSpread: 0.02,
    takeFee: 0.003,
    addRebate: Float64Array.of(0.002, 0.001, 0.003),
    queue: Float64Array.of(0, LOT, 2 * LOT),
    lambdaUnder: 0.1,
    lambdaOver: 0.03,
    thetaQueue: 0.0005,
    outflow,
    mostSent,
    whole: true,
  };
}

Deno.test("Problem.mostSent bounds what the solver sends, and it finds the best of the lattice within", () => {
  const random = seededRandom(1);
  const solver = new Solver();
  const bound = [4, 6, 9, undefined];
  const sentMost = bound.map(() => 0);
  for (let round = 0; round < seeds(8, 20); round++) {
    for (const [i, lots] of bound.entries()) {
      const problem = randomProblem(random, lots === undefined ? undefined : lots * LOT);
      const decision = new Float64Array(4);
      const value = solver.solve(problem, decision);
      const sent = decision.reduce((sum, shares) => sum + shares);
      assert(sent <= (problem.mostSent ?? Infinity), `round ${round}: ${sent} sent`);
      sentMost[i] = Math.max(sentMost[i]!, sent);
      const { value: best } = searchLattice(solver.mean, LOT);
      assert(value <= best + 1e-9, `round ${round}, ${lots} lots: ${value} against ${best}`);
    }
  }
  assertEquals(sentMost.slice(0, 3), [400, 600, 900]);
  assert(sentMost[3]! > 900);
});

Deno.test("searchLattice() counts the decisions within Problem.mostSent as it visits them", () => {
  const random = seededRandom(2);
  for (const lots of [0, 2, 4, 7, 20]) {
    const mean = new SampleMean();
    mean.load(randomProblem(random, lots * LOT));
    let count = 0;
    for (let cell = 0; cell < 5 ** 4; cell++) {
      const [take, a, b, c] = [
        cell % 5,
        Math.floor(cell / 5) % 5,
        Math.floor(cell / 25) % 5,
        Math.floor(cell / 125),
      ] as const;
      if (Math.max(a, b, c) <= 4 - take && take + a + b + c <= lots) count++;
    }
    assertEquals(searchLattice(mean, LOT).decisions, count, `${lots} lots`);
  }
});

Deno.test("Problem.mostSent has to be a count of shares, and the paper's algorithm has no place for it", () => {
  const random = seededRandom(3);
  const mean = new SampleMean();
  assertThrows(() => mean.load(randomProblem(random, -1)), RangeError, "send at most -1 shares");
  assertThrows(() => mean.load(randomProblem(random, NaN)), RangeError, "send at most NaN shares");
  assertThrows(() => mean.load(randomProblem(random, 0.5)), RangeError, "not whole");
  assertThrows(() => approximate(randomProblem(random, 400)), RangeError, "within a bound");
});
