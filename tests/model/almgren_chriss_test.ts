import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { seededRandom } from "../../src/market/random.ts";
import { almgrenChrissTrajectory, costVariance, expectedCost } from "../../src/model/almgren_chriss.ts";

/** The example of the paper. */
const EXAMPLE = {
  quantity: 1e6,
  horizon: 5,
  intervals: 5,
  volatility: 0.3 * 50 / Math.sqrt(250),
  permanentImpact: 2.5e-7,
  temporaryImpact: 2.5e-6,
  fixedCost: 0.0625,
  riskAversion: 1e-6,
};

Deno.test("almgrenChrissTrajectory() gives the figures of the paper's example", () => {
  const { holdings, kappa, kappaTilde, expectedCost, variance } = almgrenChrissTrajectory(EXAMPLE);
  [1e6, 542380.7, 290295.1, 148216.1, 62303.2, 0].forEach((shares, j) =>
    assertAlmostEquals(holdings[j]!, shares, 0.05)
  );
  assertAlmostEquals(kappa, 0.6063, 5e-5);
  assertAlmostEquals(kappaTilde, 0.6156, 5e-5);
  assertAlmostEquals(expectedCost, 910_477.8, 0.05);
  assertAlmostEquals(variance, 3.63868e11, 5e5);
});

Deno.test("almgrenChrissTrajectory() minimises E + λ·Var among trajectories near and far", () => {
  const random = seededRandom(1);
  for (let seed = 0; seed < 50; seed++) {
    const terms = {
      ...EXAMPLE,
      intervals: 2 + Math.floor(random() * 10),
      riskAversion: 1e-5 * random(),
      permanentImpact: 1e-7 * random(),
    };
    const { holdings } = almgrenChrissTrajectory(terms);
    const utility = (x: Float64Array): number =>
      expectedCost(x, terms) + terms.riskAversion * costVariance(x, terms);
    const least = utility(holdings);
    for (let i = 0; i < 20; i++) {
      const scale = 10 ** (5 * random());
      const other = holdings.map((shares, j) =>
        j === 0 || j === terms.intervals ? shares : shares + scale * (random() - 0.5)
      );
      assert(utility(other) >= least, `case ${seed}: ${other} is better than ${holdings}`);
    }
  }
});

Deno.test("almgrenChrissTrajectory() trades evenly without risk aversion, and at once with a great deal of it", () => {
  const even = almgrenChrissTrajectory({ ...EXAMPLE, riskAversion: 0 });
  assertEquals([even.kappa, even.kappaTilde], [0, 0]);
  assertEquals([...even.holdings], [1e6, 8e5, 6e5, 4e5, 2e5, 0]);
  // κT is about 2,000: its sinh overflows.
  const urgent = almgrenChrissTrajectory({ ...EXAMPLE, riskAversion: 1e170 });
  assert(urgent.kappa * EXAMPLE.horizon > 1900);
  assertEquals([urgent.holdings[0], urgent.holdings[5]], [1e6, 0]);
  assert(urgent.holdings.subarray(1).every((shares) => shares < 1e-100));
  const nearly = almgrenChrissTrajectory({ ...EXAMPLE, riskAversion: 1e-30 });
  nearly.holdings.forEach((shares, j) => assertAlmostEquals(shares, even.holdings[j]!, 1e-6));
});

Deno.test("almgrenChrissTrajectory() rejects terms that it cannot use", () => {
  const fails = (changes: Partial<typeof EXAMPLE>, message: string) =>
    assertThrows(() => almgrenChrissTrajectory({ ...EXAMPLE, ...changes }), RangeError, message);
  fails({ quantity: 0 }, "quantity 0");
  fails({ horizon: -1 }, "horizon -1");
  fails({ volatility: NaN }, "volatility NaN");
  fails({ riskAversion: -1 }, "riskAversion -1");
  fails({ intervals: 2.5 }, "2.5 intervals");
  fails({ intervals: 0 }, "0 intervals");
  fails({ permanentImpact: 1e-4 }, "temporaryImpact 0.0000025: it must be above permanentImpact·τ/2");
});
