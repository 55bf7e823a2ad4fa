/** Reference numbers on where V is convex, and where it is not. @module */

import { lowerBound } from "../model/cont_kukanov/lower_bound.ts";
import { cost } from "../model/cont_kukanov/model.ts";
import { SampleMean } from "../model/cont_kukanov/sample_mean.ts";
import { baselineOutflow, baselineTerms, centsPerShareOf } from "./baseline.ts";
import { about, atMost, type Check, type Group } from "./check.ts";

const SAMPLES = 65_536;
const TOLERANCE_CENTS = 0.005;
/** The linear program's reference value is that of one sample; over ever larger ones it tends to .7245. */
const PROGRAM_TOLERANCE_CENTS = 0.01;
/** Half of the last digit. */
const TOLERANCE_DOLLARS = 0.0005;

/** v along L_1, and the costs along it. */
const COUNTEREXAMPLE: readonly (readonly [first: number, dollars: number])[] = [
  [0, -2.15],
  [50, -0.725],
  [100, -0.70],
];

/** The paper's Proposition 2 says that V is convex; it is not, and its linear program is no more than a bound. */
export const convexity: Group = {
  title: "V is not convex, and the linear program is a bound (baseline)",
  run: () => [...counterexample(), ...relaxation()],
};

function counterexample(): Check[] {
  const terms = { ...baselineTerms(100, 2), queue: Float64Array.of(0, 0) };
  const costs = COUNTEREXAMPLE.map(([first]) =>
    cost(Float64Array.of(0, first, 100), terms, Float64Array.of(50, 100))
  );
  const checks = COUNTEREXAMPLE.map(([first, dollars], i) =>
    about(`v in dollars at L = (${first}, 100), ξ = (50, 100)`, dollars, costs[i]!, TOLERANCE_DOLLARS)
  );
  const chord = (costs[0]! + costs[2]!) / 2;
  return [...checks, atMost("mean of the ends: not above v in the middle", costs[1]!, chord, 0)];
}

function relaxation(): Check[] {
  const problem = { ...baselineTerms(1000, 2), outflow: baselineOutflow(2, SAMPLES) };
  const mean = new SampleMean();
  mean.load(problem);
  const { bound } = lowerBound(mean);
  const cents = centsPerShareOf(problem);
  const point = Float64Array.of(580, 232, 233);
  return [
    about("linear program, cents a share, S = 1000, K = 2", 0.716, bound / 10, PROGRAM_TOLERANCE_CENTS),
    about("W of its point (580, 232, 233)", 0.751, cents(point), TOLERANCE_CENTS),
    about(
      "W of the optimum (578, 212, 212)",
      0.737,
      cents(Float64Array.of(578, 212, 212)),
      TOLERANCE_CENTS,
    ),
  ];
}
